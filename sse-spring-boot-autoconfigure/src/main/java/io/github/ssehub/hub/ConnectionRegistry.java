package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseHub;

/**
 * The connections of this node. Thread-safe.
 */
final class ConnectionRegistry {

	private final Map<String, HubConnection> connections = new ConcurrentHashMap<>();

	private final ConnectionIndex users = new ConnectionIndex();

	private final ConnectionIndex rooms = new ConnectionIndex();

	private final ConnectionCounters counters = new ConnectionCounters();

	private final SessionIndex sessions = new SessionIndex();

	void add(HubConnection connection) {
		this.connections.put(connection.id(), connection);
		String user = connection.user();
		if (user != null) {
			this.users.add(user, connection);
		}
	}

	void remove(HubConnection connection) {
		this.connections.remove(connection.id());
		this.sessions.remove(connection);
		String user = connection.user();
		if (user != null) {
			this.users.remove(user, connection);
		}
		// Those that it joins from now on it leaves itself
		connection.rooms().forEach((room) -> this.rooms.remove(room, connection));
	}

	// Once the connection says that it is in the room
	void join(HubConnection connection, String room) {
		this.rooms.add(room, connection);
		if (find(connection.id()) == null) {
			// It has ended meanwhile
			this.rooms.remove(room, connection);
		}
	}

	void leave(HubConnection connection, String room) {
		this.rooms.remove(room, connection);
	}

	void enter(HubConnection connection, @Nullable String sessionId) {
		this.sessions.move(connection, sessionId);
		if (find(connection.id()) == null) {
			// It has ended meanwhile
			this.sessions.remove(connection);
		}
	}

	SessionIndex sessions() {
		return this.sessions;
	}

	@Nullable HubConnection find(String id) {
		return this.connections.get(id);
	}

	List<HubConnection> ofUser(String user) {
		return this.users.of(user);
	}

	List<HubConnection> inRoom(String room) {
		return SseHub.ALL.equals(room) ? all() : this.rooms.of(room);
	}

	List<HubConnection> all() {
		return new ArrayList<>(this.connections.values());
	}

	ConnectionCounters counters() {
		return this.counters;
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

}
