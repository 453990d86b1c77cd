package io.github.ssehub.sample;

import java.util.List;

import io.github.ssehub.SseHub;

/**
 * The rooms that only the server publishes to.
 */
final class ServerRooms {

	static final String STATS = "stats";

	static final String METRICS = "metrics";

	static final String PRICES = "prices";

	static final String FRAGMENTS = "fragments";

	private static final List<String> OF_NODE = List.of(STATS, METRICS, PRICES, FRAGMENTS);

	private static final String ACCOUNT_PREFIX = "account:";

	private ServerRooms() {
	}

	static String accountOf(String user) {
		return ACCOUNT_PREFIX + user;
	}

	static boolean isAccount(String room) {
		return room.startsWith(ACCOUNT_PREFIX);
	}

	static boolean contains(String room) {
		return OF_NODE.stream().anyMatch((name) -> isOfNode(room, name)) || isAccount(room) || room.equals(SseHub.ALL);
	}

	private static boolean isOfNode(String room, String name) {
		return room.equals(name) || room.startsWith(name + ":");
	}

}
