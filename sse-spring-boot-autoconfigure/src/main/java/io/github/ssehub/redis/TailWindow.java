package io.github.ssehub.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogWindow;

/**
 * Has the tail wait for the readers of this node where they do not keep up, for a maximum
 * time. Publishers do not wait for them, since those may be on any node. Thread-safe.
 */
final class TailWindow {

	private final LogWindow window;

	private final long maxWaitNanos;

	TailWindow(LogWindow window, Duration maxWait) {
		this.window = window;
		this.maxWaitNanos = maxWait.toNanos();
		window.onSpace(this::changed);
	}

	private synchronized void changed() {
		notifyAll();
	}

	// Returns once there is space for the record, for which something may be dropped
	void pass(LogRecord record) throws InterruptedException {
		if (this.window.hasSpace(record)) {
			return;
		}
		long deadline = System.nanoTime() + this.maxWaitNanos;
		long left = this.maxWaitNanos;
		while (left > 0 && !this.window.hasSpace(record)) {
			this.window.hurry();
			synchronized (this) {
				// It may have changed before, which is found out soon
				TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(1)));
			}
			left = deadline - System.nanoTime();
		}
		if (!this.window.hasSpace(record)) {
			this.window.makeSpace(record);
		}
	}

}
