package io.github.ssehub.web;

import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.http.HttpStatus;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.hub.ConnectionGuard;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubSessions;

/**
 * Shows connections to those that guard them, and tells the hub their session.
 * Thread-safe.
 */
public final class StreamGuards implements AopInfrastructureBean {

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
	void opening(HttpServletRequest request, StreamRequest stream) {
		HubConnection connection = stream.connection();
		enterSession(request, connection);
		// Those of a stream that was refused before guard this one, too
		if (!this.sessions.guard(connection, stream.markGuarded() ? this.guards.get() : List.of())) {
			// A stream that ends at once would be opened again and again
			throw new SseConnectionRefusedException(HttpStatus.UNAUTHORIZED);
		}
	}

	// It may end or get another id before the stream is known to be of it
	private void enterSession(HttpServletRequest request, HubConnection connection) {
		boolean inSession = StreamRequest.beganInSession(request);
		String entered = null;
		String id = sessionId(request);
		while (id != null && !id.equals(entered)) {
			this.sessions.enter(connection, id);
			inSession = true;
			entered = id;
			id = sessionId(request);
		}
		if (id == null && inSession) {
			connection.close(CloseReason.UNAUTHORIZED);
		}
	}

	private static @Nullable String sessionId(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? session.getId() : null;
	}

}
