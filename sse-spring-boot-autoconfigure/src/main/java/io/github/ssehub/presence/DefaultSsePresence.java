package io.github.ssehub.presence;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.util.Assert;

import io.github.ssehub.SsePresence;
import io.github.ssehub.hub.RoomNames;

/**
 * Tells who is in a room. Not final: aspects of the application may match it.
 */
public class DefaultSsePresence implements SsePresence {

	private final PresenceStore store;

	/**
	 * Create a new {@link DefaultSsePresence} instance.
	 * @param store knows it
	 */
	public DefaultSsePresence(PresenceStore store) {
		Assert.notNull(store, "'store' must not be null");
		this.store = store;
	}

	@Override
	public Set<String> members(String room) {
		RoomNames.checkJoinable(room);
		return Collections.unmodifiableSet(new TreeSet<>(this.store.members(room)));
	}

}
