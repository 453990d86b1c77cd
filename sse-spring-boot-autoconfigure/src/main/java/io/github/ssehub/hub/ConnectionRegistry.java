package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The connections of this node. Thread-safe.
 */
final class ConnectionRegistry {

	private final Map<String, HubConnection> connections = new ConcurrentHashMap<>();

	private final Map<String, Set<HubConnection>> users = new ConcurrentHashMap<>();

	private final ConnectionCounters counters = new ConnectionCounters();

	private final SessionIndex sessions = new SessionIndex();

	void add(HubConnection connection) {
		this.connections.put(connection.id(), connection);
		String user = connection.user();
		if (user != null) {
			this.users.compute(user, (key, all) -> {
				Set<HubConnection> result = (all != null) ? all : ConcurrentHashMap.newKeySet(1);
				result.add(connection);
				return result;
			});
		}
	}

	void remove(HubConnection connection) {
		this.connections.remove(connection.id());
		this.sessions.remove(connection);
		String user = connection.user();
		if (user != null) {
			this.users.computeIfPresent(user, (key, all) -> {
				all.remove(connection);
				return all.isEmpty() ? null : all;
			});
		}
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
		return List.copyOf(this.users.getOrDefault(user, Set.of()));
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
