package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.StreamStart;

/**
 * How far one stream has come, and all else that belongs to the event loop of the stream:
 * no other thread may touch it.
 * <p>
 * A live stream has been sent everything up to the horizon of its loop, and takes more.
 * Any other is catching up: it has been sent everything up to its position, and perhaps
 * the beginning of a block.
 */
final class StreamCursor {

	private final EventStream stream;

	private final StreamOptions options;

	private final Mailbox mailbox;

	private final List<Membership> memberships = new ArrayList<>(2);

	private @Nullable StreamOutput output;

	private boolean live;

	private long position;

	// The position that the client has been told, by an event or a block with an id
	private long toldPosition;

	// As the client has it, where that is not the id of the log
	private @Nullable String toldId;

	// Why events up to here are missing, which the client has yet to be told
	private SseGap.@Nullable Reason lossReason;

	private long lossThrough;

	private @Nullable BegunBlock begun;

	// The head of the log when the stream began
	private long startHead;

	// Once it has caught up, the client is told a position that is not before this one
	private long settleAt;

	// It gets only events with a key, of what came before
	private long keyedOnlyThrough;

	// Whether the client did not keep up, so that it gets only the newest event of a key
	private boolean conflating;

	private CursorPast past = CursorPast.NONE;

	private boolean queued;

	private boolean filterReported;

	private @Nullable CloseReason closing;

	private long closingSince;

	// Whether it only waits for its output, and since when
	private boolean prepared;

	private long preparedAt;

	// The place among the streams of the loop
	int index = -1;

	StreamCursor(EventStream stream, StreamOptions options, Mailbox mailbox) {
		this.stream = stream;
		this.options = options;
		this.mailbox = mailbox;
	}

	void start(StreamStart start) {
		this.live = false;
		this.position = start.position();
		this.toldPosition = start.position();
		this.toldId = start.isCleanResume() ? start.resumedId() : null;
		this.startHead = start.head();
		this.keyedOnlyThrough = start.keyedOnly() ? start.head() : 0;
		this.settleAt = start.settledAt();
		this.past = (start.pastThrough() > 0) ? CursorPast.await(start.pastThrough()) : CursorPast.NONE;
		this.conflating = true;
	}

	EventStream stream() {
		return this.stream;
	}

	StreamOptions options() {
		return this.options;
	}

	CursorPast past() {
		return this.past;
	}

	boolean isFiltered() {
		return this.options.filter() != null;
	}

	// Whether this is the first failure of the filter
	boolean markFilterReported() {
		boolean first = !this.filterReported;
		this.filterReported = true;
		return first;
	}

	@Nullable Message nextMessage() {
		return this.mailbox.peek();
	}

	void removeMessage() {
		this.mailbox.remove();
	}

	List<Membership> memberships() {
		return this.memberships;
	}

	@Nullable Membership membership(String room) {
		for (Membership membership : this.memberships) {
			if (membership.room.name().equals(room)) {
				return membership;
			}
		}
		return null;
	}

	@Nullable StreamOutput output() {
		return this.output;
	}

	void setOutput(StreamOutput output) {
		this.output = output;
	}

	boolean isLive() {
		return this.live;
	}

	void becomeLive() {
		this.live = true;
		this.conflating = false;
	}

	void fallBehind(long position) {
		this.live = false;
		this.position = position;
	}

	long position() {
		return this.position;
	}

	void moveTo(long position) {
		this.position = Math.max(this.position, position);
	}

	long toldPosition() {
		return this.toldPosition;
	}

	@Nullable String toldId() {
		return this.toldId;
	}

	void markTold(long position) {
		this.toldPosition = position;
		this.toldId = null;
	}

	void markTold(LogEntry entry) {
		this.toldPosition = entry.sequence();
		this.toldId = entry.event().ownId();
	}

	void lose(long through, SseGap.Reason reason) {
		this.lossThrough = Math.max(this.lossThrough, through);
		this.lossReason = reason;
	}

	SseGap.@Nullable Reason lossReason() {
		return this.lossReason;
	}

	long lossThrough() {
		return this.lossThrough;
	}

	// The client was told, with a position that may be before what is lost in some rooms
	void markLossTold(long position) {
		this.lossReason = null;
		this.past.tell();
		this.settleAt = Math.max(this.settleAt, this.lossThrough);
		markTold(position);
		moveTo(position);
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
		return this.keyedOnlyThrough;
	}

	long settleAt() {
		return this.settleAt;
	}

	boolean hasBegun() {
		return this.begun != null;
	}

	// Whether the client has a part of a block only
	boolean isWithinBlock() {
		return this.begun != null && this.begun.isCut();
	}

	// A block which is an event, or none
	void begin(byte[] bytes, int offset, int length, int events) {
		this.begun = new BegunBlock(bytes, offset, length, events);
	}

	// Copies more of the block that was begun
	void continueInto(WriteBuffer buffer) {
		BegunBlock begun = this.begun;
		if (begun != null) {
			begun.copyTo(buffer);
			if (begun.isFinished()) {
				this.begun = null;
			}
		}
	}

	// Whether this is a change
	boolean markQueued(boolean queued) {
		boolean change = this.queued != queued;
		this.queued = queued;
		return change;
	}

	// Why the stream is to end once everything is written, or null
	@Nullable CloseReason closing() {
		return this.closing;
	}

	long closingSince() {
		return this.closingSince;
	}

	void markClosing(long now, CloseReason reason) {
		if (this.closing == null) {
			this.closing = reason;
			this.closingSince = now;
		}
	}

	boolean isPrepared() {
		return this.prepared;
	}

	long preparedAt() {
		return this.preparedAt;
	}

	void markPrepared(long now) {
		this.prepared = true;
		this.preparedAt = now;
	}

	boolean isOpen() {
		return this.index >= 0;
	}

}
