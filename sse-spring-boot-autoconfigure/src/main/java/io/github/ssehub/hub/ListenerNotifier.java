package io.github.ssehub.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseConnectionClosedEvent;
import io.github.ssehub.SseConnectionOpenedEvent;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.delivery.DetachedThread;

/**
 * Calls listeners on threads of its own, for one connection one call after the other.
 * Thread-safe, and no method blocks but those that say so. Threads start with the first
 * call and end when there is nothing to do.
 * <p>
 * Listeners that do not keep up miss calls: of a connection that opens meanwhile, all; of
 * another, what happens while it is open, but not that it has closed.
 */
final class ListenerNotifier {

	static final int MAX_PENDING = 100_000;

	private static final Log logger = LogFactory.getLog(ListenerNotifier.class);

	private static final int THREADS = 4;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private final Supplier<List<SseHubListener>> supplier;

	private final ApplicationEventPublisher eventPublisher;

	private final ThreadPoolExecutor executor;

	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicBoolean overflowReported = new AtomicBoolean();

	// Mutable state
	private volatile List<SseHubListener> listeners = List.of();

	ListenerNotifier(Supplier<List<SseHubListener>> listeners, ApplicationEventPublisher eventPublisher) {
		this.supplier = listeners;
		this.eventPublisher = eventPublisher;
		AtomicInteger number = new AtomicInteger();
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(),
				(task) -> new DetachedThread(task, "sse-listener-" + number.incrementAndGet()));
		this.executor.allowCoreThreadTimeOut(true);
	}

	void start() {
		this.executor.setKeepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
	}

	// Finds the listeners, which may take its time. To be called before the rest
	void prepare() {
		this.listeners = this.supplier.get();
	}

	void opened(SseConnection connection, Calls calls) {
		if (this.pending.get() >= MAX_PENDING) {
			calls.skipped = true;
			reportOverflow();
			return;
		}
		add(calls, () -> {
			forEach((listener) -> listener.opened(connection));
			guard(() -> this.eventPublisher.publishEvent(new SseConnectionOpenedEvent(connection)));
		});
	}

	// Something that happens to a connection that is open
	void notify(Calls calls, Consumer<SseHubListener> call) {
		if (this.listeners.isEmpty() || calls.skipped) {
			return;
		}
		if (this.pending.get() >= MAX_PENDING) {
			reportOverflow();
			return;
		}
		add(calls, () -> forEach(call));
	}

	// Comes whenever the opening has come
	void closed(SseConnection connection, CloseReason reason, Calls calls) {
		if (!calls.skipped) {
			add(calls, () -> {
				forEach((listener) -> listener.closed(connection, reason));
				guard(() -> this.eventPublisher.publishEvent(new SseConnectionClosedEvent(connection, reason)));
			});
		}
	}

	// Runs code of the application after all calls before it
	void execute(Calls calls, Runnable call) {
		add(calls, () -> guard(call));
	}

	private void add(Calls calls, Runnable call) {
		this.pending.incrementAndGet();
		try {
			calls.add(() -> {
				this.pending.decrementAndGet();
				call.run();
			}, this.executor);
		}
		catch (RuntimeException | Error ex) {
			this.pending.addAndGet(-calls.drop());
			logger.warn("No thread for listeners of event streams", ex);
		}
	}

	int pending() {
		return this.pending.get();
	}

	private void reportOverflow() {
		if (this.overflowReported.compareAndSet(false, true)) {
			logger.warn("Listeners of event streams do not keep up and miss calls");
		}
	}

	private void forEach(Consumer<SseHubListener> call) {
		this.listeners.forEach((listener) -> guard(() -> call.accept(listener)));
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
		return Polling.await(() -> this.executor.getActiveCount() == 0 && this.executor.getQueue().isEmpty(), timeout);
	}

	// Ends the threads: servers report those that outlive the application as a leak
	boolean endThreads(Duration timeout) throws InterruptedException {
		this.executor.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
		return Polling.await(() -> this.executor.getPoolSize() == 0, timeout);
	}

	/**
	 * The calls for one connection.
	 */
	static final class Calls implements Runnable {

		// Null while nothing is to be called: most
		// connections are quiet for most of their life
		private @Nullable ArrayDeque<Runnable> calls;

		// Whether the listeners have not heard of the connection
		private volatile boolean skipped;

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

		// Nobody makes the calls. Returns how many there were
		synchronized int drop() {
			int count = (this.calls != null) ? this.calls.size() : 0;
			this.calls = null;
			return count;
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
