package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown when a stream would be in more rooms than {@code sse.limits.rooms} allows. A
 * request for such a stream is answered with 400 and a problem detail (RFC 9457), any
 * other with 400 unless the application handles the exception. A stream that is open goes
 * on in the rooms that it has.
 *
 * @since 0.1.0
 * @serial exclude
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.BAD_REQUEST)
public class SseRoomLimitException extends IllegalStateException implements ErrorResponse {

	private final int limit;

	/**
	 * Create a new {@link SseRoomLimitException} instance.
	 * @param rooms the number of rooms that the stream would be in
	 * @param limit the limit
	 */
	public SseRoomLimitException(int rooms, int limit) {
		super("Event stream in " + rooms + " rooms is over the limit of " + limit
				+ " rooms (property 'sse.limits.rooms')");
		this.limit = limit;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.BAD_REQUEST;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(),
				"An event stream may be in " + this.limit + " rooms at the most");
	}

}
