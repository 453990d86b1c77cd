package io.github.ssehub.delivery;

/**
 * The exchange with the client that a stream is the response of. Called once, on an event
 * loop or, where that does not get to it, on another thread; must not block.
 */
public interface StreamExchange {

	/**
	 * End the response cleanly. Nothing is waiting to be written.
	 */
	void complete();

	/**
	 * Clean up after a client that is gone.
	 * @param cause what the container or the last write reported
	 */
	void gone(Throwable cause);

	/**
	 * Close the connection at once, although the container still has bytes that the
	 * client does not take.
	 */
	void abort();

}
