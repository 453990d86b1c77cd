package io.github.ssehub.delivery;

import java.io.IOException;

/**
 * The output of one stream. Used by one event loop at a time; no method blocks.
 */
public interface Sink {

	/**
	 * The greatest number of bytes to write at once. With the frame of an HTTP chunk it
	 * fits the buffers of the containers; more would be copied and kept for each client
	 * that does not read.
	 */
	int MAX_WRITE = 8 * 1024 - 32;

	/**
	 * Return whether one write or flush is possible now. When it is not, the sink calls
	 * {@link EventStream#writable()} once it is, and perhaps more often.
	 * @return whether the sink is ready
	 * @throws IOException if the response is over
	 */
	boolean isReady() throws IOException;

	/**
	 * Write bytes. The sink does not modify them, and the caller does not until the sink
	 * is ready again: Jetty keeps the array of a write that it cannot finish.
	 * @param bytes holds the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @throws IOException if the client is gone
	 */
	void write(byte[] bytes, int offset, int length) throws IOException;

	/**
	 * Send what was written.
	 * @throws IOException if the client is gone
	 */
	void flush() throws IOException;

}
