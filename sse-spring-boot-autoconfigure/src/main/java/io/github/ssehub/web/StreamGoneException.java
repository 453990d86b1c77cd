package io.github.ssehub.web;

import java.io.IOException;

/**
 * Ends the exchange with a client that is gone. Never leaves
 * {@link StreamExceptionResolver}.
 */
final class StreamGoneException extends IOException {

	StreamGoneException(Throwable cause) {
		super("Client of an event stream is gone", cause);
	}

}
