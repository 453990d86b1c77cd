package io.github.ssehub.source;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Starts tasks later. Thread-safe.
 */
@FunctionalInterface
public interface DelayTimer {

	/**
	 * Start a task later.
	 * @param task the task, which must not block
	 * @param delay the delay
	 * @return cancels the task
	 */
	Future<?> schedule(Runnable task, Duration delay);

}
