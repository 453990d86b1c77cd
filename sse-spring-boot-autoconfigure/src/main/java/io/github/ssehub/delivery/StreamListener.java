package io.github.ssehub.delivery;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;

/**
 * Is told of the life of one stream, on its event loop: must not block.
 */
public interface StreamListener {

	/**
	 * The stream can be written to.
	 */
	void opened();

	/**
	 * The stream has joined a room. Not called before the stream is open.
	 * @param room the room
	 */
	void joined(String room);

	/**
	 * The stream has left a room. Not called before the stream is open.
	 * @param room the room
	 */
	void left(String room);

	/**
	 * The client has missed events and is being told so.
	 * @param gap what is known about it
	 */
	void gap(SseGap gap);

	/**
	 * The stream has ended. Nothing is called after this.
	 * @param reason why it ended
	 * @param wasOpen whether {@link #opened()} was called
	 */
	void closed(CloseReason reason, boolean wasOpen);

}
