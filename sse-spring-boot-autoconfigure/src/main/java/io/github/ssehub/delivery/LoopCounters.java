package io.github.ssehub.delivery;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop counts. Written by its loop only, without an atomic operation, and
 * read by any thread.
 */
final class LoopCounters {

	// Loops must not share the lines of the cache that they write to
	private static final int PADDING = 16;

	private static final int EVENTS = PADDING;

	private static final int BYTES = PADDING + 1;

	private static final int BUSY_NANOS = PADDING + 2;

	private static final int TURN_BEGAN = PADDING + 3;

	private static final int TURN_ENDED = PADDING + 4;

	private static final int TURNING = PADDING + 5;

	private final AtomicLongArray values = new AtomicLongArray(2 * PADDING + 6);

	// Before the thread of the loop starts
	void start(long now) {
		this.values.set(TURN_BEGAN, now);
		this.values.set(TURN_ENDED, now);
	}

	void wrote(int bytes) {
		add(BYTES, bytes);
	}

	void delivered(int events) {
		add(EVENTS, events);
	}

	long beginTurn(long now) {
		this.values.setOpaque(TURN_BEGAN, now);
		this.values.setRelease(TURNING, 1);
		return now;
	}

	void endTurn(long now) {
		add(BUSY_NANOS, now - this.values.getPlain(TURN_BEGAN));
		this.values.setOpaque(TURNING, 0);
		this.values.setRelease(TURN_ENDED, now);
	}

	private void add(int index, long count) {
		this.values.setOpaque(index, this.values.getPlain(index) + count);
	}

	long events() {
		return this.values.getOpaque(EVENTS);
	}

	long bytes() {
		return this.values.getOpaque(BYTES);
	}

	long busyNanos() {
		return this.values.getOpaque(BUSY_NANOS);
	}

	// How long the turn takes that is being made, zero if there is none
	long turnNanos(long now) {
		boolean turning = this.values.getAcquire(TURNING) != 0;
		return turning ? Math.max(0, now - this.values.getOpaque(TURN_BEGAN)) : 0;
	}

	// When the last turn was over
	long turnEnded() {
		return this.values.getAcquire(TURN_ENDED);
	}

}
