package io.github.ssehub.hub;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * A connection as a {@link ConnectionGuard} sees it. Thread-safe.
 */
public final class GuardedConnection {

	private final HubConnection connection;

	GuardedConnection(HubConnection connection) {
		this.connection = connection;
	}

	/**
	 * Return who may read the stream.
	 * @return the principal of the request, or {@code null}
	 */
	public @Nullable Principal principal() {
		return this.connection.login().principal();
	}

	/**
	 * End the stream, at once: its client may read it no longer. One that has yet to open
	 * ends as soon as it does. Never blocks.
	 */
	public void end() {
		this.connection.close(CloseReason.UNAUTHORIZED);
	}

	/**
	 * Call back when the connection is over, or nothing that it would open with is
	 * wanted.
	 * @param callback the callback, which must not block
	 */
	public void onEnd(Runnable callback) {
		this.connection.onEnd(callback);
	}

}
