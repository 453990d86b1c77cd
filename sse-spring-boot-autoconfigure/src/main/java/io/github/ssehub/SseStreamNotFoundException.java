package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown when there is no detached stream of an id, or none of the current user. A
 * request is answered with 404 and a problem detail (RFC 9457).
 *
 * @since 0.1.0
 * @see SseStreams
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.NOT_FOUND)
public class SseStreamNotFoundException extends RuntimeException implements ErrorResponse {

	/**
	 * Create a new {@link SseStreamNotFoundException} instance.
	 */
	public SseStreamNotFoundException() {
		super("No such event stream");
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.NOT_FOUND;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), "There is no such event stream");
	}

}
