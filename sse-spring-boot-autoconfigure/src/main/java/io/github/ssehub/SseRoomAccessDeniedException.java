package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown when an {@link SseRoomAuthorizer} does not let a stream be in a room. A request
 * for such a stream is answered with 403 and a problem detail (RFC 9457), which does not
 * name the room, any other with 403 unless the application handles the exception. A
 * stream that is open goes on in the rooms that it has.
 *
 * @since 0.1.0
 * @serial exclude
 */
// As a mere ErrorResponse each would be logged as a warning
@ResponseStatus(HttpStatus.FORBIDDEN)
public class SseRoomAccessDeniedException extends RuntimeException implements ErrorResponse {

	private final String room;

	/**
	 * Create a new {@link SseRoomAccessDeniedException} instance.
	 * @param room the name of the room
	 */
	public SseRoomAccessDeniedException(String room) {
		super("Event stream may not be in room '" + room + "'");
		this.room = room;
	}

	/**
	 * Return which room it is.
	 * @return the name of the room
	 */
	public String room() {
		return this.room;
	}

	// Refusing is no fault, and may be frequent
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatus.FORBIDDEN;
	}

	@Override
	public ProblemDetail getBody() {
		return ProblemDetail.forStatusAndDetail(getStatusCode(), "You may not read this event stream");
	}

}
