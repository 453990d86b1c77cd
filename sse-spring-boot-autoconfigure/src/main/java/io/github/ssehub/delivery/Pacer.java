package io.github.ssehub.delivery;

import java.time.Duration;

/**
 * Decides when a loop may begin its next pass. When events come faster than a pass over
 * the members takes, a short pause lets more of them share a write, which costs each
 * member less than one write an event. Used by one event loop only.
 */
final class Pacer {

	// A shorter pass has few members, and gains nothing
	private static final long MIN_PASS_NANOS = Duration.ofMillis(1).toNanos();

	private static final long MAX_PAUSE_NANOS = Duration.ofMillis(2).toNanos();

	private final long flushIntervalNanos;

	// Mutable state
	private boolean pausing;

	private long next;

	Pacer(Duration flushInterval) {
		this.flushIntervalNanos = flushInterval.toNanos();
	}

	// How long until the next pass may begin, not positive if it may now
	long delay(long now) {
		return this.pausing ? this.next - now : 0;
	}

	// Events were offered in a pass; perhaps more have come meanwhile
	void passed(long start, long end, boolean more) {
		if (this.flushIntervalNanos > 0) {
			this.pausing = true;
			this.next = start + this.flushIntervalNanos;
		}
		else {
			this.pausing = more && end - start >= MIN_PASS_NANOS;
			this.next = end + Math.min((end - start) / 2, MAX_PAUSE_NANOS);
		}
	}

}
