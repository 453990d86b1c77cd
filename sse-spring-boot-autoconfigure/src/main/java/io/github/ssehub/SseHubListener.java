package io.github.ssehub;

/**
 * Is told of connections and their rooms. Declared as beans.
 * <p>
 * Methods are called on the hub's own threads, never on one that delivers events; for one
 * connection serially and in order, opened before joined before closed, for different
 * connections concurrently. They may block, which delays only other calls to listeners.
 * An exception is logged and does not keep other listeners from being called.
 *
 * @since 0.1.0
 */
public interface SseHubListener {

	/**
	 * A stream has opened: its first bytes are on their way to the client.
	 * @param connection the connection
	 */
	default void opened(SseConnection connection) {
	}

	/**
	 * A stream has ended.
	 * @param connection the connection
	 * @param reason why it ended
	 */
	default void closed(SseConnection connection, CloseReason reason) {
	}

	/**
	 * A stream has joined a room.
	 * @param connection the connection
	 * @param room the room
	 */
	default void joined(SseConnection connection, String room) {
	}

	/**
	 * A stream has left a room. Not called for the rooms that a stream is in when it
	 * ends.
	 * @param connection the connection
	 * @param room the room
	 */
	default void left(SseConnection connection, String room) {
	}

	/**
	 * A stream has missed events, and its client was told so.
	 * @param connection the connection
	 * @param gap what is known about it
	 */
	default void gap(SseConnection connection, SseGap gap) {
	}

}
