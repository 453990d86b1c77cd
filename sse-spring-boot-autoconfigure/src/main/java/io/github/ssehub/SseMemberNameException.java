package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown for a name that nobody can be present under. Such names often come from
 * requests, which are answered with 400 and a problem detail (RFC 9457).
 *
 * @since 0.1.0
 * @see SseSubscription#member(String)
 * @serial exclude
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.BAD_REQUEST)
public class SseMemberNameException extends IllegalArgumentException implements ErrorResponse {

	private final String problem;

	/**
	 * Create a new {@link SseMemberNameException} instance.
	 * @param message what is wrong, without the name itself
	 */
	public SseMemberNameException(String message) {
		super(message);
		this.problem = message;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.BAD_REQUEST;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), this.problem);
	}

}
