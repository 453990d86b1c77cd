package io.github.ssehub.test.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.ssehub.SseConnection;

/**
 * The connections of a hub that records. Guarded by the hub.
 */
final class RecordedConnections {

	private final Map<String, RecordingSseConnection> connections = new LinkedHashMap<>();

	RecordingSseConnection add(String id, String... rooms) {
		Assert.hasLength(id, "'id' must not be empty");
		Assert.isTrue(find(id) == null, () -> "There is a connection '" + id + "' already");
		RecordingSseConnection connection = new RecordingSseConnection(id);
		for (String room : rooms) {
			connection.join(room);
		}
		this.connections.put(id, connection);
		return connection;
	}

	// Null if it has been closed, too
	@Nullable SseConnection find(String id) {
		RecordingSseConnection connection = this.connections.get(id);
		return (connection != null && connection.isOpen()) ? connection : null;
	}

	List<SseConnection> open() {
		return this.connections.values()
			.stream()
			.filter(RecordingSseConnection::isOpen)
			.<SseConnection>map((connection) -> connection)
			.toList();
	}

	List<SseConnection> ofUser(String user) {
		return open().stream().filter((connection) -> user.equals(connection.user())).toList();
	}

	// With those that have been closed
	void forEach(Consumer<RecordingSseConnection> action) {
		this.connections.values().forEach(action);
	}

	void clear() {
		this.connections.clear();
	}

}
