package io.github.ssehub;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Publishes events to rooms of event streams. Thread-safe.
 * <p>
 * A room comes into being when it is first named and disappears when it has neither
 * members nor events that are kept. A room name has 1 to 128 characters, none of them a
 * control character. {@code "*"} is reserved: every stream is in it, and no stream can
 * join or leave it.
 * <p>
 * No method waits for a client, and none throws because of one. Bad arguments and data
 * that cannot be written as JSON are refused with an exception before anything is
 * published. Once the application shuts down, publishing does nothing.
 *
 * @since 0.1.0
 */
public interface SseHub {

	/**
	 * The room that every stream is in.
	 */
	String ALL = "*";

	/**
	 * Open a stream for the current request, for a controller method that is not an
	 * {@link SseEndpoint}. The returned emitter must be the method's return value (or the
	 * body of the {@code ResponseEntity} that it returns).
	 * @param subscription what the stream is to receive
	 * @return the emitter
	 * @throws IllegalStateException if there is no current request, or if the request has
	 * a stream already
	 * @throws IllegalArgumentException if a room name is not valid
	 */
	SseEmitter open(SseSubscription subscription);

	/**
	 * Broadcast an unnamed event to a room.
	 * @param room the room
	 * @param data the data, an {@link SseEvent} or a Spring {@code ServerSentEvent}
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	String broadcast(String room, Object data);

	/**
	 * Broadcast a named event to a room.
	 * @param room the room
	 * @param event the event name
	 * @param data the data
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	String broadcast(String room, String event, Object data);

	/**
	 * Broadcast an event to a room.
	 * @param room the room
	 * @param event the event
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	default String broadcast(String room, SseEvent event) {
		return broadcast(Collections.singletonList(room), event);
	}

	/**
	 * Broadcast one event to several rooms. A stream that is in more than one of them
	 * gets it once.
	 * <p>
	 * Waits neither for clients nor for the network. When events are published faster
	 * than the server can offer them to the streams, the call waits for the server's
	 * event loops, for {@code sse.delivery.max-wait} at the most.
	 * @param rooms the rooms, {@code "*"} for every stream
	 * @param event the event
	 * @return the id of the event: its own, or the one that the hub gave it
	 * @throws IllegalArgumentException if a room name is not valid, or the event's id
	 * looks like one of the hub's own
	 * @throws SseEventTooLargeException if the event is too large
	 */
	String broadcast(Collection<String> rooms, SseEvent event);

	/**
	 * Send an event to one connection.
	 * @param connectionId the id of the connection
	 * @param event the event
	 * @return whether the event was accepted; {@code false} if there is no such
	 * connection
	 * @see SseConnection#send(SseEvent)
	 */
	boolean send(String connectionId, SseEvent event);

	/**
	 * Send an event to every connection of a user.
	 * @param user the name of the principal that opened the streams
	 * @param event the event
	 * @return the number of connections that accepted the event
	 * @see SseConnection#send(SseEvent)
	 */
	int sendToUser(String user, SseEvent event);

	/**
	 * Return the id of the position that the hub has reached in all of its rooms.
	 * @return the position
	 */
	String position();

	/**
	 * Return the connections of this node.
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
	 * the others leave it.
	 * @param room the room
	 */
	void close(String room);

	/**
	 * End all streams of a user.
	 * @param user the name of the principal that opened the streams
	 * @return the number of streams
	 */
	int disconnectUser(String user);

}
