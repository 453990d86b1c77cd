package io.github.ssehub.autoconfigure;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Protocol of a Tomcat connector whose responses have smaller buffers. Not API: public
 * because Tomcat creates it by its name.
 */
public class SmallBuffersHttp11NioProtocol extends Http11NioProtocol {

	// A batch of events, with the frames of its four chunks, fits the socket's buffer
	private static final int OUTPUT_BUFFER_BYTES = 2 * 1024;

	/**
	 * Return the size of the buffer between a servlet and HTTP.
	 * @return the size in bytes
	 */
	@Override
	public int getDesiredBufferSize() {
		return OUTPUT_BUFFER_BYTES;
	}

}
