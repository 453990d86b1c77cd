package io.github.ssehub.hub;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.CloseReason;

/**
 * Ends streams with the sessions and logins that they are of. One that has yet to open is
 * refused, or ends as soon as it does if it has been let through already. Thread-safe,
 * never blocks.
 */
public final class HubSessions implements AopInfrastructureBean {

	private final ConnectionRegistry connections;

	/**
	 * Create a new {@link HubSessions} instance.
	 * @param streams the streams
	 */
	public HubSessions(HubStreams streams) {
		this.connections = streams.connections();
	}

	/**
	 * Tell in which session a connection is. A caller that finds the session gone
	 * afterwards closes the connection.
	 * @param connection the connection
	 * @param sessionId the id of the session, or {@code null} if there is none
	 */
	public void enter(HubConnection connection, @Nullable String sessionId) {
		this.connections.enter(connection, sessionId);
	}

	/**
	 * Show a connection whose stream is about to open to those that guard it.
	 * @param connection the connection
	 * @param guards the guards
	 * @return whether the stream may open: its login has not ended by now
	 */
	public boolean guard(HubConnection connection, List<ConnectionGuard> guards) {
		GuardedConnection guarded = new GuardedConnection(connection);
		guards.forEach((guard) -> guard.opening(guarded));
		return connection.state().end() != CloseReason.UNAUTHORIZED;
	}

	/**
	 * The id of a session has changed: its streams follow.
	 * @param sessionId the id that it had
	 * @param newId the id that it has
	 */
	public void changed(String sessionId, String newId) {
		this.connections.sessions().rename(sessionId, newId);
	}

	/**
	 * End the streams of a session.
	 * @param sessionId the id of the session
	 */
	public void end(String sessionId) {
		this.connections.sessions().of(sessionId).forEach((connection) -> connection.close(CloseReason.UNAUTHORIZED));
	}

	/**
	 * End those streams of a user that are of a login.
	 * @param user the name of the user
	 * @param login whether a stream is
	 */
	public void end(String user, Predicate<ConnectionLogin> login) {
		for (HubConnection connection : this.connections.ofUser(user)) {
			if (login.test(connection.login())) {
				connection.close(CloseReason.UNAUTHORIZED);
			}
		}
	}

}
