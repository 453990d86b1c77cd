package io.github.ssehub.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells times of the clock of Redis in that of the log, so that no two clocks have to
 * agree. Thread-safe.
 */
final class RedisClock {

	private final LongSupplier nanoClock;

	// Mutable state
	private volatile long offset;

	RedisClock(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	// What Redis has told a moment ago
	void set(long millis) {
		this.offset = this.nanoClock.getAsLong() - TimeUnit.MILLISECONDS.toNanos(millis);
	}

	long toNanos(long millis) {
		return Math.min(this.nanoClock.getAsLong(), TimeUnit.MILLISECONDS.toNanos(millis) + this.offset);
	}

}
