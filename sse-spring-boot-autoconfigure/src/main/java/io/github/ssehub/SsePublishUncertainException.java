package io.github.ssehub;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when nobody knows whether something has been published to a cluster: what orders
 * its events has not answered in time, or has lost it again. Clients may or may not get
 * it. If it is published again, they may get it twice.
 *
 * @since 0.1.0
 */
public class SsePublishUncertainException extends RuntimeException {

	/**
	 * Create a new {@link SsePublishUncertainException} instance.
	 * @param message the message
	 * @param cause the cause, or {@code null}
	 */
	public SsePublishUncertainException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
