package io.github.ssehub.redis;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when Redis has not answered: whether it has carried out what it was told is not
 * known, and the connection is of no use any more.
 */
final class ConnectionLostException extends RuntimeException {

	ConnectionLostException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
