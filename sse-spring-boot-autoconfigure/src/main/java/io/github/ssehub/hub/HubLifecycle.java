package io.github.ssehub.hub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.SmartLifecycle;

import io.github.ssehub.CloseReason;
import io.github.ssehub.delivery.DetachedThread;

/**
 * Ends all streams when the application shuts down, before anything waits for them.
 * <p>
 * Runs in the phase of Boot's graceful shutdown of the web server. Its stop returns at
 * once and goes on in a thread of its own, so that the server stops accepting before the
 * first stream ends and its client comes back.
 */
public final class HubLifecycle implements SmartLifecycle, AopInfrastructureBean {

	/**
	 * The phase in which Boot's web server shuts down gracefully.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Log logger = LogFactory.getLog(HubLifecycle.class);

	// For clients that read, then the others are cut off
	private static final Duration END_TIMEOUT = Duration.ofMillis(700);

	private static final Duration FORCED_END_TIMEOUT = Duration.ofMillis(300);

	private static final Duration END_THREADS_TIMEOUT = Duration.ofMillis(100);

	private final HubStreams streams;

	// Mutable state
	private volatile boolean running;

	/**
	 * Create a new {@link HubLifecycle} instance.
	 * @param streams the streams to end
	 */
	public HubLifecycle(HubStreams streams) {
		this.streams = streams;
	}

	@Override
	public void start() {
		this.streams.loops().restart();
		this.streams.notifier().start();
		this.streams.drain().reset();
		this.streams.enter(HubState.ACCEPTING);
		this.running = true;
	}

	@Override
	public void stop() {
		drain();
	}

	@Override
	public void stop(Runnable callback) {
		Thread thread = new DetachedThread(() -> {
			try {
				drain();
			}
			finally {
				callback.run();
			}
		}, "sse-shutdown");
		thread.setDaemon(false);
		thread.start();
	}

	private void drain() {
		DrainSettings settings = this.streams.settings().drain();
		this.streams.enter(HubState.DRAINING);
		try {
			if (!this.streams.connections().isEmpty()) {
				TimeUnit.MILLISECONDS.sleep(settings.delay().toMillis());
			}
			this.streams.drain().run(settings.spread(), settings.limit());
			this.streams.enter(HubState.ENDED);
			endStreams();
			this.streams.notifier().awaitQuiescence(FORCED_END_TIMEOUT);
			if (!this.streams.loops().stop(END_THREADS_TIMEOUT)) {
				logger.warn("A filter of an event stream blocks an event loop: its streams are cut off");
				this.streams.connections().all().forEach(HubConnection::abort);
			}
			this.streams.notifier().endThreads(END_THREADS_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.running = false;
		}
	}

	private void endStreams() throws InterruptedException {
		this.streams.connections().all().forEach((connection) -> connection.close(CloseReason.DRAINED));
		if (!awaitEnd(END_TIMEOUT)) {
			this.streams.loops().endAll(CloseReason.DRAINED);
			awaitEnd(FORCED_END_TIMEOUT);
		}
		logger.debug("All event streams have ended");
	}

	private boolean awaitEnd(Duration timeout) throws InterruptedException {
		return Polling.await(() -> this.streams.loops().count() == 0, timeout);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
