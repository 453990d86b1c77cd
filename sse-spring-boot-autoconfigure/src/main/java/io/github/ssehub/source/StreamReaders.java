package io.github.ssehub.source;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.HubConnection;

/**
 * Those who read a detached stream on this node. Thread-safe.
 */
final class StreamReaders {

	// Mutable state
	private final Set<HubConnection> connections = ConcurrentHashMap.newKeySet();

	void add(HubConnection connection) {
		this.connections.add(connection);
	}

	void remove(HubConnection connection) {
		this.connections.remove(connection);
	}

	void forEach(Consumer<HubConnection> action) {
		this.connections.forEach(action);
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	void end(SseStreamState state) {
		this.connections.forEach((connection) -> end(connection, state));
	}

	// After what it was offered
	static void end(HubConnection connection, SseStreamState state) {
		boolean failed = state == SseStreamState.FAILED || state == SseStreamState.LOST;
		connection.close(failed ? CloseReason.ERROR : CloseReason.COMPLETED);
	}

}
