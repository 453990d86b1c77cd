package io.github.ssehub.web;

import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import io.github.ssehub.CloseReason;
import io.github.ssehub.hub.ConnectionGuard;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubSessions;

/**
 * Shows connections to those that guard them, and tells the hub their session.
 * Thread-safe.
 */
public final class StreamGuards {

	private final HubSessions sessions;

	private final Supplier<List<ConnectionGuard>> guards;

	/**
	 * Create a new {@link StreamGuards} instance.
	 * @param sessions the sessions
	 * @param guards supplies those that see each connection, in this order; asked with
	 * the first request
	 */
	public StreamGuards(HubSessions sessions, Supplier<List<ConnectionGuard>> guards) {
		this.sessions = sessions;
		this.guards = guards;
	}

	// On the thread of the request, before the stream opens
	void opening(HttpServletRequest request, HubConnection connection) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			this.sessions.enter(connection, session.getId());
			if (request.getSession(false) == null) {
				// It ended before the stream was known to be of it
				connection.close(CloseReason.UNAUTHORIZED);
			}
		}
		this.sessions.guard(connection, this.guards.get());
	}

}
