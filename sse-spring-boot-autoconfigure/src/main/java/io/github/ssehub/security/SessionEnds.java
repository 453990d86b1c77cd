package io.github.ssehub.security;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.hub.HubSessions;

/**
 * Ends streams with the sessions of the container, whether or not there is a publisher of
 * session events. Thread-safe.
 */
public final class SessionEnds implements HttpSessionListener, HttpSessionIdListener, AopInfrastructureBean {

	private final HubSessions sessions;

	/**
	 * Create a new {@link SessionEnds} instance.
	 * @param sessions ends streams
	 */
	public SessionEnds(HubSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		this.sessions.end(event.getSession().getId());
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
		this.sessions.changed(oldSessionId, event.getSession().getId());
	}

}
