package io.github.ssehub.hub;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections by something that many of them may share. Thread-safe.
 */
final class ConnectionIndex {

	private final Map<String, Set<HubConnection>> connections = new ConcurrentHashMap<>();

	void add(String key, HubConnection connection) {
		this.connections.compute(key, (same, all) -> {
			Set<HubConnection> result = (all != null) ? all : ConcurrentHashMap.newKeySet(1);
			result.add(connection);
			return result;
		});
	}

	void remove(String key, HubConnection connection) {
		this.connections.computeIfPresent(key, (same, all) -> {
			all.remove(connection);
			return all.isEmpty() ? null : all;
		});
	}

	List<HubConnection> of(String key) {
		return List.copyOf(this.connections.getOrDefault(key, Set.of()));
	}

}
