package io.github.ssehub;

/**
 * What happens to a stream whose client reads so slowly that events it has not been sent
 * are no longer kept.
 *
 * @since 0.1.0
 */
public enum OverflowPolicy {

	/**
	 * The client is told with an event {@code sse-gap}, and the stream goes on from the
	 * oldest event that is kept. An event for this stream alone that finds its mailbox
	 * full is not accepted.
	 */
	RESYNC,

	/**
	 * The stream ends. A browser comes back with its last event id, and is told of the
	 * gap then.
	 */
	DISCONNECT

}
