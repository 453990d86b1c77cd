package io.github.ssehub.source;

import java.time.Duration;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.SmartLifecycle;

import io.github.ssehub.hub.HubLifecycle;

/**
 * Ends the detached streams of a node that shuts down for those who read them on others:
 * after its own readers have left, and before nothing can be published any more. Nodes
 * that are alone have nobody to tell.
 */
public final class DetachedStreamsLifecycle implements SmartLifecycle, AopInfrastructureBean {

	// Behind Boot's web server, which stops in two phases, and before any journal
	private static final int PHASE = HubLifecycle.PHASE - 2048;

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final DetachedStreams streams;

	// Mutable state
	private volatile boolean running;

	/**
	 * Create a new {@link DetachedStreamsLifecycle} instance.
	 * @param streams the streams
	 */
	public DetachedStreamsLifecycle(DetachedStreams streams) {
		this.streams = streams;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		try {
			this.streams.loseAll(TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
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
