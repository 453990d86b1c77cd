package io.github.ssehub.presence;

import java.util.Set;

/**
 * Hears from a {@link PresenceStore}. Thread-safe; no method blocks.
 */
public interface PresenceSink {

	/**
	 * These are in a room, besides those that the store was told are there on this node.
	 * @param room the room, which is followed
	 * @param members the names, some of which may be on this node, too; not modified
	 * after the call
	 */
	void members(String room, Set<String> members);

	/**
	 * Somebody has come to a room who was on no node.
	 * @param room the room
	 * @param member the name
	 */
	void joined(String room, String member);

	/**
	 * Somebody has left a room who is on no other node.
	 * @param room the room
	 * @param member the name
	 */
	void left(String room, String member);

}
