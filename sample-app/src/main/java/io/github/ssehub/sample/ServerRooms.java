package io.github.ssehub.sample;

import io.github.ssehub.SseHub;

/**
 * The rooms that only the server publishes to.
 */
final class ServerRooms {

	static final String STATS = "stats";

	private static final String PRESENCE_PREFIX = "presence:";

	private ServerRooms() {
	}

	static String presenceOf(String room) {
		return PRESENCE_PREFIX + room;
	}

	static boolean contains(String room) {
		return room.equals(STATS) || room.startsWith(PRESENCE_PREFIX) || room.equals(SseHub.ALL);
	}

}
