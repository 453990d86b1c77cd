package io.github.ssehub.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets a callback of a container have consequences only once the thread of the container
 * has left the request.
 */
public final class LeavingThread {

	private static final ThreadLocal<@Nullable List<Runnable>> deferred = new ThreadLocal<>();

	private LeavingThread() {
	}

	/**
	 * Process a request, and then run what was to wait for that.
	 * @param <T> the type of the result
	 * @param processing processes the request on this thread
	 * @return the result of the processing
	 */
	public static <T> T leaveAfter(Supplier<T> processing) {
		List<Runnable> outer = deferred.get();
		List<Runnable> tasks = new ArrayList<>(1);
		deferred.set(tasks);
		try {
			return processing.get();
		}
		finally {
			restore(outer);
			tasks.forEach(Runnable::run);
		}
	}

	private static void restore(@Nullable List<Runnable> outer) {
		if (outer != null) {
			deferred.set(outer);
		}
		else {
			deferred.remove();
		}
	}

	/**
	 * Run a task once this thread has left the request that it processes, at once if
	 * nothing tells when that is.
	 * @param task the task, which must not throw
	 */
	static void execute(Runnable task) {
		List<Runnable> tasks = deferred.get();
		if (tasks != null) {
			tasks.add(task);
		}
		else {
			task.run();
		}
	}

}
