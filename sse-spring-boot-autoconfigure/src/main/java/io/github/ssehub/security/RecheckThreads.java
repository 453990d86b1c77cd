package io.github.ssehub.security;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.delivery.DetachedThread;

/**
 * The threads on which authorizers are asked again: few, so that they leave a pool of
 * database connections to others. They end when there is nothing to do. Thread-safe.
 */
public final class RecheckThreads implements Executor, DisposableBean, AopInfrastructureBean {

	private static final int THREADS = 4;

	private final ThreadPoolExecutor executor;

	/**
	 * Create a new {@link RecheckThreads} instance.
	 */
	public RecheckThreads() {
		AtomicInteger number = new AtomicInteger();
		// Each stream is in there once at the most
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> new DetachedThread(task, "sse-recheck-" + number.incrementAndGet()));
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

}
