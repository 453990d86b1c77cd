package io.github.ssehub.sample;

import java.util.List;

/**
 * A client that reconnects by itself.
 */
interface StreamClient extends AutoCloseable {

	/**
	 * Return how often the client has connected.
	 * @return the number of connections
	 */
	long opened();

	/**
	 * Return how often the client was told a position without an event.
	 * @return the number of events {@code sse-position}
	 */
	long moved();

	/**
	 * Return what the client has received: the name and the data of events without a name
	 * and of {@code sse-gap}.
	 * @return the events
	 */
	List<String> received();

	@Override
	void close();

}
