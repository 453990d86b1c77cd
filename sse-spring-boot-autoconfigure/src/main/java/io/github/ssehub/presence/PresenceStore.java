package io.github.ssehub.presence;

import java.util.Set;

import io.github.ssehub.SseUnavailableException;

/**
 * Knows who is in which room on all nodes. Thread-safe; no method blocks but
 * {@link #members}.
 */
public interface PresenceStore {

	/**
	 * Set who hears from the store, before anything else.
	 * @param sink told of what happens
	 */
	void start(PresenceSink sink);

	/**
	 * Find out from now on what happens on other nodes.
	 */
	void wake();

	/**
	 * Tell whether somebody is in a room on this node. The last word counts, however
	 * often it is said and however late it is heard.
	 * @param room the room
	 * @param member the name
	 * @param here whether the member is there
	 */
	void set(String room, String member, boolean here);

	/**
	 * Tell whether the members of a room are wanted: if so, the sink is told of them
	 * soon, and whenever they have changed.
	 * @param room the room
	 * @param wanted whether they are
	 */
	void follow(String room, boolean wanted);

	/**
	 * Return who is in a room.
	 * @param room the room
	 * @return the names
	 * @throws SseUnavailableException if that cannot be told now
	 */
	Set<String> members(String room);

}
