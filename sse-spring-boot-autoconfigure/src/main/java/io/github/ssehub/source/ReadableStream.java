package io.github.ssehub.source;

import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.HubConnection;

/**
 * What clients come back to. Thread-safe.
 */
interface ReadableStream {

	/**
	 * Return what a method returns for it.
	 * @return the stream for the current request
	 */
	SseStream<?> toResult();

	/**
	 * Read it from where the client was, or from the start, on the thread of its request.
	 * @param connection the connection of the client
	 * @param subscription how it is served
	 * @return what the client gets
	 */
	CallerRun read(HubConnection connection, SseSubscription subscription);

}
