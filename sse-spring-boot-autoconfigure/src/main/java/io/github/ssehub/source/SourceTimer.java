package io.github.ssehub.source;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.delivery.DetachedThread;

/**
 * A timer with one thread for all tasks, which ends when there are none. Thread-safe.
 */
public final class SourceTimer implements DelayTimer, DisposableBean, AopInfrastructureBean {

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			(task) -> new DetachedThread(task, "sse-source-timer"));

	/**
	 * Create a new {@link SourceTimer} instance.
	 */
	public SourceTimer() {
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public Future<?> schedule(Runnable task, Duration delay) {
		try {
			// What is too long to be counted takes as long as can be
			return this.executor.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application ends
			return CompletableFuture.completedFuture(null);
		}
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

}
