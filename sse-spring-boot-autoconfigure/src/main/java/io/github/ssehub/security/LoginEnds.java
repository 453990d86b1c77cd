package io.github.ssehub.security;

import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionIdChangedEvent;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.ssehub.hub.ConnectionLogin;
import io.github.ssehub.hub.HubSessions;

/**
 * Ends streams with the logins that Spring Security tells the end of. Thread-safe.
 */
public final class LoginEnds implements GenericApplicationListener, AopInfrastructureBean {

	private final HubSessions sessions;

	private final Supplier<@Nullable SessionRegistry> registry;

	/**
	 * Create a new {@link LoginEnds} instance.
	 * @param sessions ends streams
	 * @param registry supplies what knows the sessions that other logins have expired, if
	 * anything does; asked at each login
	 */
	public LoginEnds(HubSessions sessions, Supplier<@Nullable SessionRegistry> registry) {
		this.sessions = sessions;
		this.registry = registry;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		Class<?> type = eventType.toClass();
		return LogoutSuccessEvent.class.isAssignableFrom(type) || SessionDestroyedEvent.class.isAssignableFrom(type)
				|| SessionIdChangedEvent.class.isAssignableFrom(type)
				|| InteractiveAuthenticationSuccessEvent.class.isAssignableFrom(type);
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
		else if (event instanceof InteractiveAuthenticationSuccessEvent login) {
			loggedIn(login.getAuthentication());
		}
	}

	// With maximumSessions, a login expires others of its user, and nobody is told
	private void loggedIn(Authentication authentication) {
		SessionRegistry registry = this.registry.get();
		if (registry != null) {
			this.sessions.end(authentication.getName(), (login) -> isExpired(registry, login.sessionId()));
		}
	}

	private static boolean isExpired(SessionRegistry registry, @Nullable String sessionId) {
		SessionInformation session = (sessionId != null) ? registry.getSessionInformation(sessionId) : null;
		return session != null && session.isExpired();
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
		HttpServletRequest request = attributes.getRequest();
		HttpSession session = request.getSession(false);
		// Most logouts are over with it by now, and not all stores tell its end
		return (session != null) ? session.getId() : request.getRequestedSessionId();
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
