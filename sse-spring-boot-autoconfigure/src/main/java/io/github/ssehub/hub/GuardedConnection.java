package io.github.ssehub.hub;

import java.security.Principal;
import java.util.function.Predicate;

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
	 * is refused with 401, or ends as soon as it does if all guards have seen it already.
	 * Never blocks.
	 */
	public void end() {
		this.connection.close(CloseReason.UNAUTHORIZED);
	}

	/**
	 * Ask authorizers again whether the stream may be in its rooms. It leaves those that
	 * it may no longer be in, or ends if it is in no other. Does nothing before it is
	 * open. Blocks as long as they do.
	 * @param isRefusal whether an authorizer that fails with an exception has said no;
	 * otherwise the stream stays where it is
	 */
	public void recheck(Predicate<Throwable> isRefusal) {
		if (this.connection.isOpen()) {
			this.connection.state().recheck(isRefusal);
		}
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
