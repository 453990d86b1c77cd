package io.github.ssehub;

import org.springframework.http.HttpStatusCode;
import org.springframework.util.Assert;

/**
 * Thrown to refuse a request for a stream with a status and no body. A browser's
 * {@code EventSource} gives up for good on any status but 200; 204 tells it so without an
 * error (HTML Living Standard, 9.2.3).
 *
 * @since 0.1.0
 */
public class SseConnectionRefusedException extends RuntimeException {

	private final transient HttpStatusCode status;

	/**
	 * Create a new {@link SseConnectionRefusedException} instance.
	 * @param status the status to answer with
	 */
	public SseConnectionRefusedException(HttpStatusCode status) {
		super("Event stream refused with " + status, null, false, false);
		Assert.notNull(status, "'status' must not be null");
		this.status = status;
	}

	/**
	 * Return the status to answer with.
	 * @return the status
	 */
	public HttpStatusCode getStatus() {
		return this.status;
	}

}
