package io.github.ssehub;

/**
 * Is told who comes to rooms and goes. Declared as beans.
 * <p>
 * In a cluster one node is told of each change: the one that made it, or found out that
 * the node of a member has died. A call may be missing if Redis or the node goes away in
 * that moment, and come again if Redis has lost what it had: who needs to know for
 * certain asks {@link SsePresence#members}.
 * <p>
 * Methods are called on a thread of its own, one call after the other. They may block,
 * which delays only other calls. An exception is logged and does not keep other listeners
 * from being called.
 *
 * @since 0.1.0
 */
public interface SsePresenceListener {

	/**
	 * Somebody who was not there has come to a room.
	 * @param room the room
	 * @param member the name
	 */
	default void joined(String room, String member) {
	}

	/**
	 * Somebody has left a room: the last stream with the name was gone for
	 * {@code sse.presence.grace}.
	 * @param room the room
	 * @param member the name
	 */
	default void left(String room, String member) {
	}

}
