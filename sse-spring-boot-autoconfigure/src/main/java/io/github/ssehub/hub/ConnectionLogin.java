package io.github.ssehub.hub;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Whose a connection is, and in which session. For those that end it with the login.
 * Thread-safe.
 */
public final class ConnectionLogin {

	private final @Nullable Principal principal;

	// Mutable state: of the sessions of the hub
	private volatile @Nullable String sessionId;

	/**
	 * Create a new {@link ConnectionLogin} instance.
	 * @param principal the principal of the request, or {@code null}
	 */
	public ConnectionLogin(@Nullable Principal principal) {
		this.principal = principal;
	}

	/**
	 * Return the principal.
	 * @return the principal of the request, or {@code null}
	 */
	public @Nullable Principal principal() {
		return this.principal;
	}

	/**
	 * Return the session.
	 * @return the id that the session has now, or {@code null} if there is none
	 */
	public @Nullable String sessionId() {
		return this.sessionId;
	}

	void setSessionId(@Nullable String sessionId) {
		this.sessionId = sessionId;
	}

}
