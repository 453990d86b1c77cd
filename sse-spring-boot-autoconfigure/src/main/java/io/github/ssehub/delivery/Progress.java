package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.Start;

/**
 * How far a stream has come: its cursor. Used by one event loop only.
 * <p>
 * A live stream has been sent everything up to the horizon of its loop, and takes more.
 * Any other is catching up: it has been sent everything up to its cursor, and perhaps the
 * beginning of a block.
 */
final class Progress {

	private boolean live;

	private long cursor;

	// The position that the client has been told, by an event or a block with an id
	private long told;

	// As the client has it, where that is not the id of the log
	private @Nullable String toldAs;

	// What follows the gap that is told next
	private byte @Nullable [] snapshot;

	private byte @Nullable [] begun;

	private int begunOffset;

	private int begunLength;

	// The head of the log when the stream began
	private long startHead;

	// Once it has caught up, the client is told a position that is not before this one
	private long settleAt;

	// Whether it gets only events with a key, of what came before it
	private boolean keyedOnly;

	// Whether the client did not keep up, so that it gets only the newest event of a key
	private boolean conflating;

	private boolean queued;

	private boolean holding;

	private long lastProgress;

	boolean isLive() {
		return this.live;
	}

	void start(Start start) {
		this.live = false;
		this.cursor = start.position();
		this.told = start.position();
		this.toldAs = start.isGapFirst() ? null : start.resumedId();
		this.startHead = start.head();
		this.keyedOnly = start.keyedOnly();
		this.settleAt = start.settledAt();
		this.conflating = true;
	}

	void becomeLive() {
		this.live = true;
		this.conflating = false;
		this.holding = false;
		// The rooms of the gap were left
		this.snapshot = null;
	}

	void fallBehind(long cursor) {
		this.live = false;
		this.cursor = cursor;
	}

	long cursor() {
		return this.cursor;
	}

	void moveTo(long cursor) {
		this.cursor = cursor;
	}

	long told() {
		return this.told;
	}

	@Nullable String toldAs() {
		return this.toldAs;
	}

	void tell(long told) {
		this.told = told;
		this.toldAs = null;
	}

	void tell(long told, String toldAs) {
		this.told = told;
		this.toldAs = toldAs;
	}

	void tell(LogEntry entry) {
		this.told = entry.sequence();
		this.toldAs = entry.event().ownId();
	}

	boolean isConflating() {
		return this.conflating;
	}

	void conflate() {
		this.conflating = true;
	}

	long startHead() {
		return this.startHead;
	}

	long keyedOnlyThrough() {
		return this.keyedOnly ? this.startHead : 0;
	}

	long settleAt() {
		return this.settleAt;
	}

	boolean isToldTooLittle() {
		return this.told < this.settleAt;
	}

	byte @Nullable [] snapshot() {
		return this.snapshot;
	}

	void setSnapshot(byte @Nullable [] snapshot) {
		this.snapshot = snapshot;
	}

	boolean hasBegun() {
		return this.begun != null;
	}

	void begin(byte[] bytes, int offset, int length) {
		this.begun = bytes;
		this.begunOffset = offset;
		this.begunLength = length;
	}

	// Copies more of the block that was begun
	int continueInto(byte[] target, int position) {
		byte[] begun = this.begun;
		if (begun == null) {
			return 0;
		}
		int length = Math.min(this.begunLength - this.begunOffset, target.length - position);
		System.arraycopy(begun, this.begunOffset, target, position, length);
		this.begunOffset += length;
		if (this.begunOffset == this.begunLength) {
			this.begun = null;
		}
		return length;
	}

	// Whether the stream was not queued before
	boolean queue() {
		boolean first = !this.queued;
		this.queued = true;
		return first;
	}

	boolean isQueued() {
		return this.queued;
	}

	void unqueue() {
		this.queued = false;
	}

	boolean isHolding() {
		return this.holding;
	}

	void setHolding(boolean holding) {
		this.holding = holding;
	}

	long lastProgress() {
		return this.lastProgress;
	}

	void made(long now) {
		this.lastProgress = now;
	}

}
