package io.github.ssehub.source;

import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.HubConnection;

/**
 * A stream of which this node cannot find out now: its client is to come back later.
 */
final class LaterStream implements ReadableStream {

	@Override
	public SseStream<?> toResult() {
		return SseStream.fromReactive(this);
	}

	@Override
	public CallerRun read(HubConnection connection, SseSubscription subscription) {
		return CallerRun.later();
	}

}
