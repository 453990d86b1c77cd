package io.github.ssehub.hub;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How much the snapshots that clients have yet to read may take in memory, all together.
 * Thread-safe.
 */
final class SnapshotBudget {

	private static final Log logger = LogFactory.getLog(SnapshotBudget.class);

	private final long max;

	private final AtomicLong used = new AtomicLong();

	private final AtomicBoolean exhaustionReported = new AtomicBoolean();

	SnapshotBudget(long max) {
		this.max = max;
	}

	// Return whether there was so much left; if not, nothing is taken
	boolean reserve(int bytes) {
		if (this.used.addAndGet(bytes) > this.max) {
			release(bytes);
			reportExhaustion();
			return false;
		}
		return true;
	}

	private void reportExhaustion() {
		if (this.exhaustionReported.compareAndSet(false, true)) {
			logger.warn("Snapshots that clients of event streams have yet to read take up the " + this.max
					+ " bytes that 'sse.limits.snapshots' allows: further clients are told to come back later");
		}
	}

	void release(int bytes) {
		this.used.addAndGet(-bytes);
	}

	long max() {
		return this.max;
	}

}
