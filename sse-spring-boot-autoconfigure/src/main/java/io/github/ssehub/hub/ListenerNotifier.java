package io.github.ssehub.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.ssehub.SseHubListener;

/**
 * Calls listeners on threads of its own, for one connection one call after the other.
 * Thread-safe. Threads start with the first call and end when there is nothing to do.
 */
final class ListenerNotifier {

	private static final Log logger = LogFactory.getLog(ListenerNotifier.class);

	private static final int THREADS = 4;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private final Supplier<List<SseHubListener>> listeners;

	private final ApplicationEventPublisher eventPublisher;

	private final ThreadPoolExecutor executor;

	ListenerNotifier(Supplier<List<SseHubListener>> listeners, ApplicationEventPublisher eventPublisher) {
		this.listeners = listeners;
		this.eventPublisher = eventPublisher;
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("sse-listener-");
		threadFactory.setDaemon(true);
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(), threadFactory);
		this.executor.allowCoreThreadTimeOut(true);
	}

	void start() {
		this.executor.setKeepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
	}

	void notify(Calls calls, Consumer<SseHubListener> call, @Nullable Object applicationEvent) {
		calls.add(() -> {
			guard(() -> this.listeners.get().forEach((listener) -> guard(() -> call.accept(listener))));
			if (applicationEvent != null) {
				guard(() -> this.eventPublisher.publishEvent(applicationEvent));
			}
		}, this.executor);
	}

	// Runs code of the application after all calls before it
	void execute(Calls calls, Runnable call) {
		calls.add(() -> guard(call), this.executor);
	}

	private static void guard(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Listener of event streams failed", ex);
		}
	}

	// Waits until all calls that were asked for have been made
	boolean awaitQuiescence(Duration timeout) throws InterruptedException {
		return await(() -> this.executor.getActiveCount() == 0 && this.executor.getQueue().isEmpty(), timeout);
	}

	// Ends the threads: servers report those that outlive the application as a leak
	boolean endThreads(Duration timeout) throws InterruptedException {
		this.executor.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
		return await(() -> this.executor.getPoolSize() == 0, timeout);
	}

	private static boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(5);
		}
		return true;
	}

	/**
	 * The calls for one connection.
	 */
	static final class Calls implements Runnable {

		// Null while nothing is to be called: most
		// connections are quiet for most of their life
		private @Nullable ArrayDeque<Runnable> calls;

		void add(Runnable call, ThreadPoolExecutor executor) {
			boolean idle;
			synchronized (this) {
				idle = (this.calls == null);
				if (this.calls == null) {
					this.calls = new ArrayDeque<>(4);
				}
				this.calls.add(call);
			}
			if (idle) {
				executor.execute(this);
			}
		}

		@Override
		public void run() {
			Runnable call;
			while ((call = next()) != null) {
				call.run();
			}
		}

		private synchronized @Nullable Runnable next() {
			Runnable call = (this.calls != null) ? this.calls.poll() : null;
			if (call == null) {
				this.calls = null;
			}
			return call;
		}

	}

}
