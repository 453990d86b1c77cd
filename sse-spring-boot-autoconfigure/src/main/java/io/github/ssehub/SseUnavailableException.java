package io.github.ssehub;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * Thrown when something has not been published to a cluster, and will not be: what orders
 * its events cannot be reached, refuses them or is too slow. Nobody gets it, so that it
 * may be published again. Thrown, too, when what only the whole cluster knows cannot be
 * told. Unless the application handles it, a request is answered with 503 and a
 * {@code Retry-After}.
 *
 * @since 0.1.0
 */
public class SseUnavailableException extends RuntimeException implements ErrorResponse {

	// Seconds
	private static final String RETRY_AFTER = "3";

	/**
	 * Create a new {@link SseUnavailableException} instance.
	 * @param message the message
	 * @param cause the cause, or {@code null}
	 */
	public SseUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.SERVICE_UNAVAILABLE;
	}

	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
		return headers;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), "The servers cannot reach each other");
	}

}
