package io.github.ssehub.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be in memory of what streams have missed and the log no longer has, for
 * all of them and for one. Thread-safe.
 */
final class PastBudget {

	// So that one client does not take it all
	private static final int STREAMS = 4;

	private final long max;

	private final AtomicLong used = new AtomicLong();

	PastBudget(long max) {
		this.max = max;
	}

	// Return whether there was so much left for a stream that has some already; if not,
	// nothing is taken
	boolean reserve(long bytes, long before) {
		if (before + bytes > this.max / STREAMS) {
			return false;
		}
		if (this.used.addAndGet(bytes) > this.max) {
			release(bytes);
			return false;
		}
		return true;
	}

	void release(long bytes) {
		this.used.addAndGet(-bytes);
	}

	long used() {
		return this.used.get();
	}

}
