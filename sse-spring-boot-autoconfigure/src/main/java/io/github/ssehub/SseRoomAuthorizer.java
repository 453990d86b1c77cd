package io.github.ssehub;

/**
 * Decides who may be in a room. Declared as beans, which are asked in their order until
 * one says no. All have to agree, since each knows of a rule of its own: one that has
 * nothing to say about a room returns {@code true}, and an authorizer that is added can
 * only take away. Without any, every stream may be in every room.
 * <p>
 * Asked for each room of a stream that is about to open, after the
 * {@link SseConnectInterceptor} beans, wherever the room comes from: the endpoint, its
 * method, a client that names it, an interceptor, or a {@link SseConnection#join} before.
 * A stream that may not be in all of them does not open: its request is answered with 403
 * and a problem detail (RFC 9457), and takes no place under {@code sse.limits}. Asked
 * again at each later {@link SseConnection#join}, which throws a
 * {@link SseRoomAccessDeniedException}, and with {@code sse.security.recheck} now and
 * then for each room of each open stream, which leaves a room that it may no longer be
 * in, or ends as {@link CloseReason#UNAUTHORIZED} if it is in no other.
 * <p>
 * {@link SseRoomAccess#REPLAY} is asked for where {@link SseRoomAccess#JOIN} was granted
 * and the stream would open with events of the past. A stream that may not have them
 * begins with what comes, and a client that resumes is told with a gap if it misses
 * something. Snapshots are of the application and not asked for.
 * <p>
 * Nobody is asked for the room {@code "*"}, in which every stream is, for events to one
 * connection or user, and for streams for one caller, detached ones included, which are
 * in no room.
 * <p>
 * Called on the thread of the request or of whoever joins, and on threads of the hub when
 * it asks again, by many at once: must be thread-safe. May block, which holds up nothing
 * but its caller. Decides by the connection, whose {@link SseConnection#principal()
 * principal} is that of the request, and which has the attributes of its subscription:
 * when the hub asks again there is no request and no security context. An exception lets
 * nobody in: that of a request is handled as if the controller method had thrown it. When
 * the hub asks again it is no answer, unless its status is 401 or 403 or it is Spring
 * Security's {@code AccessDeniedException}: the stream stays, since a database that is
 * away for a minute would otherwise end all streams at once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SseRoomAuthorizer {

	/**
	 * Decide whether a stream may be in a room, or have its history.
	 * @param connection the connection
	 * @param room the name of the room, which is valid
	 * @param access what the client wants of the room
	 * @return whether it may
	 */
	boolean isAllowed(SseConnection connection, String room, SseRoomAccess access);

}
