package io.github.ssehub.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * Thrown for request parameters that are not well-formed, such as bytes that are no
 * UTF-8. Answered by {@link StreamExceptionResolver}.
 */
final class UnreadableParametersException extends IllegalArgumentException implements ErrorResponse {

	UnreadableParametersException(RuntimeException cause) {
		super("Request parameters cannot be read", cause);
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.BAD_REQUEST;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), "Request parameters cannot be read");
	}

}
