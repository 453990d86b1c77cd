package io.github.ssehub.delivery;

import java.util.concurrent.Executor;

/**
 * The exchange with the client that a stream is the response of. It is ended once, on an
 * event loop or, where that does not get to it, on another thread; no method blocks.
 */
public interface StreamExchange {

	/**
	 * Return the threads on which the container hands over the output.
	 * @return an executor to use on the request thread
	 */
	default Executor starters() {
		return Runnable::run;
	}

	/**
	 * Return what runs the consequences of a possible write, which may have to wait until
	 * the thread of the container that tells of it has left the request.
	 * @return an executor to use within the call that tells of it
	 */
	default Executor callbacks() {
		return Runnable::run;
	}

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
