package io.github.ssehub.hub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.util.Assert;

import io.github.ssehub.SseHub;
import io.github.ssehub.SseRoomNameException;

/**
 * Checks names of rooms, which come from the network as often as not.
 */
public final class RoomNames {

	private static final int MAX_LENGTH = 128;

	// No room of the application begins with a control character
	private static final char PRIVATE = '\u0001';

	private RoomNames() {
	}

	static String ofPrivate(String id) {
		return PRIVATE + id;
	}

	static boolean isPrivate(String room) {
		return room.charAt(0) == PRIVATE;
	}

	// A room that events can be broadcast to
	static void check(String room) {
		Assert.notNull(room, "'room' must not be null");
		if (room.isEmpty() || room.length() > MAX_LENGTH) {
			throw new SseRoomNameException("Room name must have 1 to " + MAX_LENGTH + " characters");
		}
		// Half of a pair can be neither written nor found again
		if (room.codePoints()
			.anyMatch((c) -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
			throw new SseRoomNameException("Room name must not contain control characters");
		}
	}

	/**
	 * Check the name of a room that a stream can join.
	 * @param room the name
	 * @throws SseRoomNameException if it is not valid
	 */
	public static void checkJoinable(String room) {
		check(room);
		if (SseHub.ALL.equals(room)) {
			throw new SseRoomNameException(
					"Room '" + SseHub.ALL + "' is reserved: every stream is in it and none can join or leave it");
		}
	}

	static Set<String> withAll(Collection<String> rooms) {
		Set<String> all = new LinkedHashSet<>(rooms);
		all.add(SseHub.ALL);
		return all;
	}

}
