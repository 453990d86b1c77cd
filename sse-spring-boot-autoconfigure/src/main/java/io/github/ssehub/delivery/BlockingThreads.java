package io.github.ssehub.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Threads for tasks that may block, one each: virtual ones where a thread that waits does
 * not hold a real one, and else real ones that end when there is nothing to do.
 */
public final class BlockingThreads {

	// Before, a thread that waits in a monitor pins its carrier (JEP 491)
	private static final int VIRTUAL_THREADS_SINCE = 24;

	private BlockingThreads() {
	}

	/**
	 * Create threads.
	 * @param prefix what their names begin with
	 * @return an executor that never makes a task wait
	 */
	public static Executor create(String prefix) {
		if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
			return new VirtualThreadTaskExecutor(prefix);
		}
		AtomicInteger number = new AtomicInteger();
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> new DetachedThread(task, prefix + number.incrementAndGet()));
	}

}
