package io.github.ssehub.source;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.delivery.DetachedThread;

/**
 * Does things later, on one thread that ends when there is nothing to do. Thread-safe.
 */
public final class SourceTimer implements DisposableBean, AopInfrastructureBean {

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			(task) -> new DetachedThread(task, "sse-timer"));

	/**
	 * Create a new {@link SourceTimer} instance.
	 */
	public SourceTimer() {
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Do something later.
	 * @param task what to do; must not block
	 * @param delay how much later
	 * @param unit the unit of the delay
	 */
	public void schedule(Runnable task, long delay, TimeUnit unit) {
		try {
			this.executor.schedule(task, delay, unit);
		}
		catch (RejectedExecutionException ex) {
			// The application ends
		}
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

}
