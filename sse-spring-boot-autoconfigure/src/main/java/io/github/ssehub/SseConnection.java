package io.github.ssehub;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One open event stream. Thread-safe; no method waits for the client, and none throws
 * because the client is slow or gone.
 * <p>
 * A controller method may take a connection as an argument, before the stream is open:
 * rooms joined and events sent by then are kept for it, and dropped if the method throws.
 *
 * @since 0.1.0
 */
public interface SseConnection {

	/**
	 * Return the id of the connection, unique on this node and hard to guess.
	 * @return the id
	 */
	String id();

	/**
	 * Return the name of the principal that made the request.
	 * @return the user, or {@code null} for an anonymous request
	 */
	@Nullable String user();

	/**
	 * Return the principal that made the request, as it was then: with Spring Security
	 * the {@code Authentication}.
	 * @return the principal, or {@code null} for an anonymous request
	 */
	@Nullable Principal principal();

	/**
	 * Return the remote address of the request, as the server reports it.
	 * @return the remote address, or {@code null} if it is not known
	 */
	@Nullable String remoteAddress();

	/**
	 * Return the path of the request, without the parameters of its segments, such as the
	 * session of a client that takes no cookies.
	 * @return the path
	 */
	String path();

	/**
	 * Return the query and form parameters of the request.
	 * @return the parameters, unmodifiable
	 */
	Map<String, List<String>> parameters();

	/**
	 * Return the time at which the connection was made.
	 * @return the time
	 */
	Instant openedAt();

	/**
	 * Return the id that the client sent as {@code Last-Event-ID} (HTML Living Standard,
	 * 9.2.4). Anything may be in it.
	 * @return the id, or {@code null} if the client sent none
	 */
	@Nullable String lastEventId();

	/**
	 * Return the rooms that the stream is in now.
	 * @return a snapshot
	 */
	Set<String> rooms();

	/**
	 * Return the attributes of the connection: those of its subscription, and what the
	 * application puts there.
	 * @return the attributes, modifiable and thread-safe
	 */
	Map<String, Object> attributes();

	/**
	 * Join a room. The stream gets events that are broadcast from now on. Does nothing if
	 * the stream is in the room or has ended.
	 * @param room the room
	 * @throws IllegalArgumentException if the room name is not valid
	 * @throws SseRoomLimitException if the stream is in as many rooms as it may be; it
	 * stays in them
	 * @throws SseConnectionRefusedException if it would be a room too many of all streams
	 * @throws SseRoomAccessDeniedException if an {@link SseRoomAuthorizer} says no; asked
	 * here if the stream is open, and otherwise when it opens
	 */
	void join(String room);

	/**
	 * Leave a room. Takes effect at once, also for events that the client has not been
	 * sent yet.
	 * @param room the room, or {@code "*"} for all rooms
	 */
	void leave(String room);

	/**
	 * Return whether the stream is in a room.
	 * @param room the room; {@code "*"}, in which every stream is, is always true
	 * @return whether the stream is in the room
	 */
	boolean isIn(String room);

	/**
	 * Send an unnamed event to this stream alone.
	 * @param data the data, or an event: an {@link SseEvent} or a Spring
	 * {@code ServerSentEvent}
	 * @return whether the event was accepted
	 * @see #send(SseEvent)
	 */
	default boolean send(Object data) {
		return send(SseEvent.of(data));
	}

	/**
	 * Send a named event to this stream alone.
	 * @param event the event name
	 * @param data the data
	 * @return whether the event was accepted
	 * @throws IllegalArgumentException if the name is not valid, or the data is an event
	 * @see #send(SseEvent)
	 */
	default boolean send(String event, Object data) {
		return send(SseEvent.of(event, data));
	}

	/**
	 * Send an event to this stream alone: after all room events that were broadcast
	 * before the call and before all later ones, at most once. It gets no id from the hub
	 * and is never replayed.
	 * @param event the event
	 * @return {@code true} if the event was accepted, {@code false} if the stream has
	 * ended or too much that was sent to it alone has not been written yet
	 * @throws SseEventTooLargeException if the event is too large
	 */
	boolean send(SseEvent event);

	/**
	 * Tell the client to wait this long before it reconnects (HTML Living Standard,
	 * 9.2.6).
	 * @param retry the reconnection time
	 * @return whether the block was accepted
	 */
	default boolean retry(Duration retry) {
		return send(SseEvent.builder().retry(retry).build());
	}

	/**
	 * End the stream, after what was sent to it before. The client reconnects: browsers
	 * always do unless the next answer has another status than 200.
	 */
	void close();

}
