package io.github.ssehub.source;

import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.HubConnection;

/**
 * A detached stream whose source runs on another node.
 *
 * @param description what is known of it
 * @param streams opens streams that read it
 */
record DistantStream(StreamDescription description, DistantStreams streams) implements ReadableStream {

	@Override
	public SseStream<?> toResult() {
		return this.description.times().toResult(this);
	}

	@Override
	public CallerRun read(HubConnection connection, SseSubscription subscription) {
		return this.streams.read(this.description.id(), connection, subscription);
	}

}
