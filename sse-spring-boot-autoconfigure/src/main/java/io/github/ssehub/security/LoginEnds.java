package io.github.ssehub.security;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionIdChangedEvent;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.ssehub.hub.ConnectionLogin;
import io.github.ssehub.hub.HubSessions;

/**
 * Ends streams with the logins that Spring Security tells the end of. Thread-safe.
 */
public final class LoginEnds implements GenericApplicationListener, AopInfrastructureBean {

	private final HubSessions sessions;

	/**
	 * Create a new {@link LoginEnds} instance.
	 * @param sessions ends streams
	 */
	public LoginEnds(HubSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		Class<?> type = eventType.toClass();
		return LogoutSuccessEvent.class.isAssignableFrom(type) || SessionDestroyedEvent.class.isAssignableFrom(type)
				|| SessionIdChangedEvent.class.isAssignableFrom(type);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof SessionDestroyedEvent destroyed) {
			this.sessions.end(destroyed.getId());
		}
		else if (event instanceof SessionIdChangedEvent changed) {
			this.sessions.changed(changed.getOldSessionId(), changed.getNewSessionId());
		}
		else if (event instanceof LogoutSuccessEvent logout) {
			loggedOut(logout.getAuthentication());
		}
	}

	// The session may live on, and there may be none
	private void loggedOut(Authentication authentication) {
		String sessionId = sessionId();
		if (sessionId != null) {
			this.sessions.end(sessionId);
		}
		this.sessions.end(authentication.getName(), (login) -> isSame(authentication, login));
	}

	private static boolean isSame(Authentication authentication, ConnectionLogin login) {
		if (login.principal() == authentication) {
			return true;
		}
		return login.sessionId() == null && login.principal() instanceof Authentication other
				&& new TokenKey(authentication).equals(new TokenKey(other));
	}

	private static @Nullable String sessionId() {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return null;
		}
		HttpSession session = attributes.getRequest().getSession(false);
		return (session != null) ? session.getId() : null;
	}

	/**
	 * What tells one login of a user without a session from others: not where it comes
	 * from, which may change with each request.
	 */
	private record TokenKey(@Nullable Object principal, @Nullable Object credentials) {

		TokenKey(Authentication authentication) {
			this(authentication.getPrincipal(), authentication.getCredentials());
		}

	}

}
