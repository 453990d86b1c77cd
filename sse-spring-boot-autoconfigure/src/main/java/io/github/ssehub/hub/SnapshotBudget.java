package io.github.ssehub.hub;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the snapshots that clients have yet to read may take in memory, all together.
 * Thread-safe.
 */
final class SnapshotBudget {

	private final long max;

	private final AtomicLong used = new AtomicLong();

	SnapshotBudget(long max) {
		this.max = max;
	}

	// Return whether there was so much left; if not, nothing is taken
	boolean reserve(int bytes) {
		if (this.used.addAndGet(bytes) > this.max) {
			release(bytes);
			return false;
		}
		return true;
	}

	void release(int bytes) {
		this.used.addAndGet(-bytes);
	}

	long max() {
		return this.max;
	}

}
