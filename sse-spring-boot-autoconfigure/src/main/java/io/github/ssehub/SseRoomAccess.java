package io.github.ssehub;

/**
 * What a client wants of a room.
 *
 * @since 0.1.0
 * @see SseRoomAuthorizer
 */
public enum SseRoomAccess {

	/**
	 * To get the events that are broadcast to the room from now on.
	 */
	JOIN,

	/**
	 * To get events, too, that were broadcast to the room before: as a client that
	 * resumes, or because the subscription replays some.
	 */
	REPLAY

}
