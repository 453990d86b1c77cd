package io.github.ssehub.hub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The connections of sessions, whose ids change. Thread-safe: a connection is in the
 * session that its login tells, and in no other.
 */
final class SessionIndex {

	private final Map<String, Set<HubConnection>> sessions = new HashMap<>();

	synchronized void move(HubConnection connection, @Nullable String sessionId) {
		String before = connection.login().sessionId();
		Set<HubConnection> others = (before != null) ? this.sessions.get(before) : null;
		if (others != null && others.remove(connection) && others.isEmpty()) {
			this.sessions.remove(before);
		}
		connection.login().setSessionId(sessionId);
		if (sessionId != null) {
			this.sessions.computeIfAbsent(sessionId, (key) -> new HashSet<>(2)).add(connection);
		}
	}

	void remove(HubConnection connection) {
		// Most have none
		if (connection.login().sessionId() != null) {
			move(connection, null);
		}
	}

	synchronized void rename(String sessionId, String newId) {
		of(sessionId).forEach((connection) -> move(connection, newId));
	}

	synchronized List<HubConnection> of(String sessionId) {
		return List.copyOf(this.sessions.getOrDefault(sessionId, Set.of()));
	}

}
