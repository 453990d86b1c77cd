package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The streams of an event loop that something was sent to, each alone. A loop that looks
 * at them often pauses for a moment, so that more of them share a turn: to wake a thread
 * costs more than to write an event. Used by the loop only, but for
 * {@link #add(StreamCursor)}.
 */
final class SentStreams {

	static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

	private final Queue<StreamCursor> cursors = new ConcurrentLinkedQueue<>();

	// Mutable state: the loop comes back by itself, and need not be woken
	private volatile boolean pausing;

	private long last;

	private long next;

	SentStreams(long now) {
		this.last = now - 2 * PAUSE_NANOS;
		this.next = now;
	}

	// Return whether the loop has to be woken. Called by any thread
	boolean add(StreamCursor cursor) {
		this.cursors.add(cursor);
		return !this.pausing;
	}

	void setPausing(boolean pausing) {
		this.pausing = pausing;
	}

	// How long until the streams are to be looked at, not positive if they may be now
	long delay(long now) {
		return this.next - now;
	}

	boolean isDue(long now) {
		return delay(now) <= 0 && !this.cursors.isEmpty();
	}

	void removeAll(Consumer<StreamCursor> action, long now) {
		StreamCursor cursor = this.cursors.poll();
		if (cursor == null) {
			return;
		}
		this.next = (now - this.last < 2 * PAUSE_NANOS) ? now + PAUSE_NANOS : now;
		this.last = now;
		for (; cursor != null; cursor = this.cursors.poll()) {
			action.accept(cursor);
		}
	}

}
