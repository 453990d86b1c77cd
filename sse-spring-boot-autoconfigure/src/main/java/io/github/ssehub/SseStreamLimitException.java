package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown when a detached stream would be one too many, for its user or in all. A request
 * is answered with 429 and a problem detail (RFC 9457).
 *
 * @since 0.1.0
 * @see SseStream#detached
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
public class SseStreamLimitException extends IllegalStateException implements ErrorResponse {

	/**
	 * Create a new {@link SseStreamLimitException} instance.
	 * @param limit the limit
	 * @param property the property that sets the limit
	 */
	public SseStreamLimitException(int limit, String property) {
		super("Detached event stream is over the limit of " + limit + " (property '" + property + "')");
	}

	// Refusing is no fault, and may be frequent
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.TOO_MANY_REQUESTS;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), "There are too many event streams");
	}

}
