package io.github.ssehub.security;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.ApplicationListener;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;

import io.github.ssehub.hub.HubSessions;

/**
 * Has streams follow a session whose id a login changes. The container tells it too, but
 * not of sessions that are none of its own. Thread-safe.
 */
public final class SessionIdChanges
		implements ApplicationListener<SessionFixationProtectionEvent>, AopInfrastructureBean {

	private final HubSessions sessions;

	/**
	 * Create a new {@link SessionIdChanges} instance.
	 * @param sessions knows the streams of sessions
	 */
	public SessionIdChanges(HubSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void onApplicationEvent(SessionFixationProtectionEvent event) {
		this.sessions.changed(event.getOldSessionId(), event.getNewSessionId());
	}

}
