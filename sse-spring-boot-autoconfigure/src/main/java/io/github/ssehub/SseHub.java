package io.github.ssehub;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The event streams of this node: opens them, publishes to their rooms, and sends to
 * single ones. Thread-safe. Injectable as the {@link SsePublisher}, too.
 * <p>
 * No method waits for a client, and none throws because of one. Bad arguments and data
 * that cannot be written are refused with an exception before anything is sent. Once the
 * application shuts down, sending does nothing, and no event is accepted.
 *
 * @since 0.1.0
 */
public interface SseHub extends SsePublisher {

	/**
	 * Open a stream for the current request, for a controller method that is not an
	 * {@link SseEndpoint}. The returned emitter must be the method's return value (or the
	 * body of the {@code ResponseEntity} that it returns), and that of a functional route
	 * is an {@link SseServerResponse}.
	 * @param subscription what the stream is to receive
	 * @return the emitter
	 * @throws IllegalStateException if there is no current request, or if the request has
	 * a stream already
	 * @throws SseRoomNameException if a room name is not valid
	 * @throws SseRoomLimitException if there are too many rooms
	 * @throws SseRoomAccessDeniedException if an {@link SseRoomAuthorizer} does not let
	 * the stream be in a room
	 */
	SseEmitter open(SseSubscription subscription);

	/**
	 * Broadcast a view of the application, such as a fragment of a page, which is
	 * rendered once for all who get it.
	 * @param room the room
	 * @param event the event name
	 * @param view the name of the view, as a controller method returns it
	 * @param model the attributes
	 * @return the id of the event
	 * @throws IllegalArgumentException if there is no such view, or if it fails, besides
	 * the reasons of {@link #broadcast(java.util.Collection, SseEvent)}
	 * @see SseView
	 */
	default String broadcastView(String room, String event, String view, Map<String, ?> model) {
		return broadcast(room, event, SseView.of(view, model));
	}

	/**
	 * Send an unnamed event to one connection.
	 * @param connectionId the id of the connection
	 * @param data the data, or an event
	 * @return whether the event was accepted
	 * @see #send(String, SseEvent)
	 */
	default boolean send(String connectionId, Object data) {
		return send(connectionId, SseEvent.of(data));
	}

	/**
	 * Send a named event to one connection.
	 * @param connectionId the id of the connection
	 * @param event the event name
	 * @param data the data
	 * @return whether the event was accepted
	 * @see #send(String, SseEvent)
	 */
	default boolean send(String connectionId, String event, Object data) {
		return send(connectionId, SseEvent.of(event, data));
	}

	/**
	 * Send an event to one connection.
	 * @param connectionId the id of the connection
	 * @param event the event
	 * @return whether the event was accepted; {@code false} if there is no such
	 * connection, or after shutdown
	 * @see SseConnection#send(SseEvent)
	 */
	boolean send(String connectionId, SseEvent event);

	/**
	 * Send an unnamed event to every connection of a user.
	 * @param user the name of the principal that opened the streams
	 * @param data the data, or an event
	 * @return the number of connections that accepted the event
	 * @see #sendToUser(String, SseEvent)
	 */
	default int sendToUser(String user, Object data) {
		return sendToUser(user, SseEvent.of(data));
	}

	/**
	 * Send a named event to every connection of a user.
	 * @param user the name of the principal that opened the streams
	 * @param event the event name
	 * @param data the data
	 * @return the number of connections that accepted the event
	 * @see #sendToUser(String, SseEvent)
	 */
	default int sendToUser(String user, String event, Object data) {
		return sendToUser(user, SseEvent.of(event, data));
	}

	/**
	 * Send an event to every connection of a user.
	 * @param user the name of the principal that opened the streams
	 * @param event the event
	 * @return the number of connections that accepted the event, none after shutdown
	 * @see SseConnection#send(SseEvent)
	 */
	int sendToUser(String user, SseEvent event);

	/**
	 * Return the connections of this node whose stream is open.
	 * @return a snapshot
	 */
	List<SseConnection> connections();

	/**
	 * Return the connections of this node that are in a room.
	 * @param room the room
	 * @return a snapshot
	 */
	List<SseConnection> connections(String room);

	/**
	 * Return a connection of this node.
	 * @param id the id of the connection
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable SseConnection connection(String id);

	/**
	 * Return the rooms of this node that have members or keep events.
	 * @return a snapshot
	 */
	Set<String> rooms();

	/**
	 * Close a room: its events are deleted, streams that are in no other room end, and
	 * the others leave it, each after the last event of the room.
	 * @param room the room
	 */
	void close(String room);

	/**
	 * End all streams of a user at once, whatever they have not been sent yet; those that
	 * are opening end as soon as they have.
	 * @param user the name of the principal that opened the streams
	 * @return the number of streams
	 */
	int disconnectUser(String user);

}
