package io.github.ssehub.security;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.ApplicationListener;
import org.springframework.session.events.SessionDestroyedEvent;

import io.github.ssehub.hub.HubSessions;

/**
 * Ends streams with the sessions of Spring Session, as far as the store tells their end.
 * Thread-safe.
 */
public final class StoredSessionEnds implements ApplicationListener<SessionDestroyedEvent>, AopInfrastructureBean {

	private final HubSessions sessions;

	/**
	 * Create a new {@link StoredSessionEnds} instance.
	 * @param sessions ends streams
	 */
	public StoredSessionEnds(HubSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void onApplicationEvent(SessionDestroyedEvent event) {
		this.sessions.end(event.getSessionId());
	}

}
