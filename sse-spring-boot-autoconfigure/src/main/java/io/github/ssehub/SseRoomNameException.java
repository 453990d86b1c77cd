package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown for a room name that is not valid, or not where it was used. Room names often
 * come from requests: one for a stream is answered with 400 and a problem detail (RFC
 * 9457), any other with 400 unless the application handles the exception.
 *
 * @since 0.1.0
 * @serial exclude
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.BAD_REQUEST)
public class SseRoomNameException extends IllegalArgumentException implements ErrorResponse {

	private final String problem;

	/**
	 * Create a new {@link SseRoomNameException} instance.
	 * @param message what is wrong, without the name itself
	 */
	public SseRoomNameException(String message) {
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
