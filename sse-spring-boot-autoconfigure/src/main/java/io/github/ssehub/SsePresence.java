package io.github.ssehub;

import java.util.Set;

/**
 * Tells who is in a room, on all nodes. Thread-safe.
 * <p>
 * Streams are counted that have a name ({@link SseSubscription#member(String)}). Several
 * streams with the same name are one member, who is there until none of them has been for
 * {@code sse.presence.grace}, so that a reload of a page is not a leave. If a node dies,
 * who was there alone has left within 30 seconds.
 *
 * @since 0.1.0
 * @see SsePresenceListener
 * @see SseSubscription#presence()
 */
public interface SsePresence {

	/**
	 * Return who is in a room. In a cluster this asks Redis, and waits for it for
	 * {@code sse.cluster.publish-timeout} at most.
	 * @param room the room
	 * @return the names of the members in their natural order, a snapshot
	 * @throws SseUnavailableException if the cluster cannot tell
	 * @throws SseRoomNameException if the room name is not valid
	 */
	Set<String> members(String room);

}
