package io.github.ssehub.source;

import java.time.Duration;

import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.CallerStart;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;

/**
 * The run of a source whose stream has yet to open.
 */
public final class CallerRun {

	private final HubStreams hub;

	private final HubConnection connection;

	private final SseSubscription subscription;

	private final SourceRun run;

	CallerRun(HubStreams hub, HubConnection connection, SseSubscription subscription, SourceRun run) {
		this.hub = hub;
		this.connection = connection;
		this.subscription = subscription;
		this.run = run;
	}

	/**
	 * Return how long the client may be left without any answer.
	 * @return the heartbeat interval of the stream, zero if it has none
	 */
	public Duration patience() {
		return this.hub.heartbeat(this.subscription);
	}

	/**
	 * Open the stream, on the thread of its request.
	 * @return the opening block
	 */
	public byte[] open() {
		this.run.start();
		return this.hub.openForCaller(this.connection, this.subscription, CallerStart.DIRECT);
	}

}
