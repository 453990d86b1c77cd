package io.github.ssehub;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Thrown for a room name that is not valid, or not where it was used. Room names often
 * come from requests, so a controller that does not handle it answers with 400.
 *
 * @since 0.1.0
 */
@ResponseStatus(HttpStatus.BAD_REQUEST)
public class SseRoomNameException extends IllegalArgumentException {

	/**
	 * Create a new {@link SseRoomNameException} instance.
	 * @param message what is wrong, without the name itself
	 */
	public SseRoomNameException(String message) {
		super(message);
	}

}
