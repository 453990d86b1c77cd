package io.github.ssehub.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.CloseReason;
import io.github.ssehub.delivery.DetachedThread;

/**
 * Ends all streams of the hub over a time, so that their clients do not come back at the
 * same moment, and lets no other open: a request for one is answered with the
 * reconnection time and the end of the body. Everything else goes on, publishing too.
 * Thread-safe.
 * <p>
 * A stream with a grace may end by itself until that is over. There is no way back but a
 * restart of the hub.
 */
public final class Drain implements AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private static final long TICK_MILLIS = 10;

	private final HubStreams streams;

	// Mutable state: whoever began last goes on, and those before give up
	private @Nullable Object current;

	private long startedAt;

	private volatile boolean started;

	Drain(HubStreams streams) {
		this.streams = streams;
	}

	/**
	 * Begin, with the spread of the settings. Returns at once.
	 */
	public void start() {
		start(this.streams.settings().drain().spread());
	}

	/**
	 * Begin, or go on with what is left in another time. Returns at once; whether it is
	 * over shows in {@link #remaining()}.
	 * @param spread the time over which streams end
	 */
	public void start(Duration spread) {
		Object run = enter();
		new DetachedThread(() -> {
			try {
				end(run, spread, null);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "sse-drain").start();
	}

	// It may have begun while the stream opened
	void opened(HubConnection connection) {
		if (!this.streams.isAccepting() && !connection.drainGrace().isGranted()) {
			connection.close(CloseReason.DRAINED);
		}
	}

	/**
	 * Return whether it has begun.
	 * @return {@code true} until the hub is started again
	 */
	public boolean isStarted() {
		return this.started;
	}

	/**
	 * Return how many connections there still are.
	 * @return the number of connections, of those too whose stream has yet to open
	 */
	public int remaining() {
		return this.streams.connections().all().size();
	}

	// Waits until the end of each stream has been asked for, or the time is over
	void run(Duration spread, Duration limit) throws InterruptedException {
		end(enter(), spread, limit);
	}

	void reset() {
		synchronized (this) {
			this.current = null;
			this.started = false;
		}
	}

	private synchronized Object enter() {
		this.streams.enter(HubState.DRAINING);
		if (!this.started) {
			this.startedAt = System.nanoTime();
			this.started = true;
		}
		Object run = new Object();
		this.current = run;
		return run;
	}

	private synchronized boolean isCurrent(Object run) {
		return this.current == run;
	}

	private void end(Object run, Duration spread, @Nullable Duration limit) throws InterruptedException {
		long start = System.nanoTime();
		List<HubConnection> all = this.streams.connections().all();
		// Those that opened one after the other are often of one kind
		Collections.shuffle(all);
		Deque<HubConnection> due = new ArrayDeque<>();
		List<HubConnection> graced = new ArrayList<>();
		all.forEach((connection) -> (connection.drainGrace().grant() ? graced : due).add(connection));
		int total = due.size();
		while (isCurrent(run) && (!due.isEmpty() || !graced.isEmpty())) {
			long elapsed = System.nanoTime() - start;
			boolean over = limit != null && elapsed >= limit.toNanos();
			long ended = (over || elapsed >= spread.toNanos()) ? total
					: (long) ((double) elapsed / spread.toNanos() * total) + 1;
			while (!due.isEmpty() && total - due.size() < ended) {
				due.remove().close(CloseReason.DRAINED);
			}
			graced.removeIf((connection) -> isOver(connection) || endIfDue(connection, over));
			if (!due.isEmpty() || !graced.isEmpty()) {
				TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
			}
		}
		logger.debug("All event streams have been told to end");
	}

	private boolean isOver(HubConnection connection) {
		return this.streams.connection(connection.id()) == null;
	}

	private boolean endIfDue(HubConnection connection, boolean over) {
		if (over || System.nanoTime() - this.startedAt >= connection.drainGrace().time().toNanos()) {
			connection.close(CloseReason.DRAINED);
			return true;
		}
		return false;
	}

}
