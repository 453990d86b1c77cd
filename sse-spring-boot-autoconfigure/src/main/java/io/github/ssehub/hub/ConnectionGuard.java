package io.github.ssehub.hub;

/**
 * Sees each connection before its stream opens.
 */
@FunctionalInterface
public interface ConnectionGuard {

	/**
	 * Called when the stream of a connection is about to open, on the thread of the
	 * request, after the interceptors of the application.
	 * @param connection the connection, which may be ended
	 */
	void opening(GuardedConnection connection);

}
