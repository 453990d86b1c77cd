package io.github.ssehub.presence;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

import io.github.ssehub.SsePresenceListener;
import io.github.ssehub.delivery.DetachedThread;
import io.github.ssehub.hub.MemberWatch;

/**
 * Keeps track of who is where on a thread of its own, and calls listeners on another.
 * Thread-safe. Threads start with the first thing to do and end when there is nothing.
 */
public final class PresenceThread
		implements MemberWatch, PresenceSink, SmartLifecycle, DisposableBean, AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(PresenceThread.class);

	private static final int MAX_PENDING = 100_000;

	// With the other nodes, before the web server
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2048;

	private final PresenceStore store;

	private final Supplier<List<SsePresenceListener>> listeners;

	private final PresenceTracker tracker;

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			(task) -> new DetachedThread(task, "sse-presence"));

	private final ThreadPoolExecutor listenerExecutor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(MAX_PENDING), (task) -> new DetachedThread(task, "sse-presence-listener"));

	private final AtomicBoolean overflowReported = new AtomicBoolean();

	// Mutable state
	private volatile boolean running;

	// Of the thread alone
	private boolean alarmSet;

	private long alarm;

	/**
	 * Create a new {@link PresenceThread} instance.
	 * @param store knows who is on other nodes
	 * @param grace how long a member whose last stream has ended is still there
	 * @param listeners supplies those that are told of members
	 */
	public PresenceThread(PresenceStore store, Duration grace, Supplier<List<SsePresenceListener>> listeners) {
		this.store = store;
		this.listeners = listeners;
		this.tracker = new PresenceTracker(store, grace);
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.listenerExecutor.allowCoreThreadTimeOut(true);
		store.start(this);
	}

	@Override
	public void joined(Watched stream, String room) {
		execute((now) -> this.tracker.joined(stream, room, now));
	}

	@Override
	public void left(Watched stream, String room) {
		execute((now) -> this.tracker.left(stream, room, now));
	}

	@Override
	public void closed(Watched stream) {
		execute((now) -> this.tracker.closed(stream, now));
	}

	@Override
	public void members(String room, Set<String> members) {
		execute((now) -> this.tracker.elsewhere(room, members, now));
	}

	private void execute(LongConsumer action) {
		try {
			this.executor.execute(() -> run(action));
		}
		catch (RejectedExecutionException ex) {
			// The application ends
		}
	}

	private void run(LongConsumer action) {
		try {
			action.accept(System.nanoTime());
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Presence failed", ex);
		}
		runDue();
	}

	private void runDue() {
		long now = System.nanoTime();
		long delay = this.tracker.run(now);
		boolean sooner = !this.alarmSet || now + delay - this.alarm < 0;
		if (delay != Long.MAX_VALUE && sooner) {
			long at = now + delay;
			try {
				this.executor.schedule(() -> run((later) -> ring(at)), delay, TimeUnit.NANOSECONDS);
				this.alarm = at;
				this.alarmSet = true;
			}
			catch (RejectedExecutionException ex) {
				// The application ends
			}
		}
	}

	private void ring(long at) {
		this.alarmSet = this.alarmSet && this.alarm != at;
	}

	@Override
	public void joined(String room, String member) {
		tell((listener) -> listener.joined(room, member));
	}

	@Override
	public void left(String room, String member) {
		tell((listener) -> listener.left(room, member));
	}

	private void tell(Consumer<SsePresenceListener> call) {
		if (this.listeners.get().isEmpty()) {
			return;
		}
		try {
			this.listenerExecutor.execute(() -> this.listeners.get().forEach((listener) -> guard(listener, call)));
		}
		catch (RejectedExecutionException ex) {
			if (!this.listenerExecutor.isShutdown() && this.overflowReported.compareAndSet(false, true)) {
				logger.warn("Listeners of presence do not keep up and miss calls");
			}
		}
	}

	private static void guard(SsePresenceListener listener, Consumer<SsePresenceListener> call) {
		try {
			call.accept(listener);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Listener of presence failed", ex);
		}
	}

	// Listeners hear of other nodes before anybody is here
	@Override
	public void start() {
		this.running = true;
		if (!this.listeners.get().isEmpty()) {
			this.store.wake();
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
		this.listenerExecutor.shutdownNow();
	}

}
