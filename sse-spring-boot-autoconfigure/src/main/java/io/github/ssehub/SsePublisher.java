package io.github.ssehub;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes events to rooms of event streams. Thread-safe. All that an application needs
 * which has something to tell and no streams of its own; where there are streams, the
 * {@link SseHub} is the publisher.
 * <p>
 * A room comes into being when it is first named and disappears when it has neither
 * members nor events that are kept. A room name has 1 to 128 characters, none of them a
 * control character or half of a surrogate pair. {@code "*"} is reserved: every stream is
 * in it, and no stream can join or leave it.
 * <p>
 * Data is anything that {@link SseEvent.Builder#data(Object)} takes. Where no event name
 * is given it may be an event, an {@link SseEvent} or a Spring {@code ServerSentEvent},
 * which is published as it is; where one is given that is refused.
 * <p>
 * No method waits for a client, and none throws because of one. Bad arguments and data
 * that cannot be written are refused with an exception before anything is published. Once
 * the application shuts down, publishing does nothing: nobody gets the event, its data is
 * not written, and what is returned is the {@link #position()}. In a cluster, where
 * others may still listen, it throws {@link SseUnavailableException}.
 *
 * @since 0.1.0
 */
public interface SsePublisher {

	/**
	 * The room that every stream is in.
	 */
	String ALL = "*";

	/**
	 * Broadcast an unnamed event to a room.
	 * @param room the room
	 * @param data the data, or an event
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	default String broadcast(String room, Object data) {
		return broadcast(room, SseEvent.of(data));
	}

	/**
	 * Broadcast a named event to a room.
	 * @param room the room
	 * @param event the event name
	 * @param data the data
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	default String broadcast(String room, String event, Object data) {
		return broadcast(room, SseEvent.of(event, data));
	}

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
	 * Broadcast one unnamed event to several rooms.
	 * @param rooms the rooms, {@code "*"} for every stream
	 * @param data the data, or an event
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	default String broadcast(Collection<String> rooms, Object data) {
		return broadcast(rooms, SseEvent.of(data));
	}

	/**
	 * Broadcast one named event to several rooms.
	 * @param rooms the rooms, {@code "*"} for every stream
	 * @param event the event name
	 * @param data the data
	 * @return the id of the event
	 * @see #broadcast(Collection, SseEvent)
	 */
	default String broadcast(Collection<String> rooms, String event, Object data) {
		return broadcast(rooms, SseEvent.of(event, data));
	}

	/**
	 * Broadcast one event to several rooms. A stream that is in more than one of them
	 * gets it once.
	 * <p>
	 * Waits neither for clients nor, without a cluster, for the network. When events are
	 * published faster than the server can offer them to the streams, the call waits for
	 * the server's event loops, for {@code sse.delivery.max-wait} at the most.
	 * <p>
	 * In a cluster ({@code sse.cluster.name}) the call returns once the event is
	 * acknowledged and was taken by this node, and waits for that, for
	 * {@code sse.cluster.publish-timeout} at the most. Attributes of the event must be
	 * strings, numbers, booleans or lists of these.
	 * @param rooms the rooms, {@code "*"} for every stream
	 * @param event the event
	 * @return the id of the event: its own, or the one that the hub gave it; without a
	 * cluster, after shutdown the {@link #position()}, which is no id of this event
	 * @throws IllegalArgumentException if a room name is not valid, the data cannot be
	 * written, or the event's id looks like one of the hub's own
	 * @throws SseEventTooLargeException if the event is too large
	 * @throws SseUnavailableException in a cluster, if the event has not been published
	 * and will not be, such as after shutdown
	 * @throws SsePublishUncertainException in a cluster, if nobody knows whether the
	 * event has been published
	 * @throws IllegalStateException in a cluster, on the thread of an event loop, where
	 * filters run
	 */
	String broadcast(Collection<String> rooms, SseEvent event);

	/**
	 * Broadcast an unnamed event to a room, without waiting.
	 * @param room the room
	 * @param data the data, or an event
	 * @return the id of the event
	 * @see #broadcastAsync(Collection, SseEvent)
	 */
	default CompletionStage<String> broadcastAsync(String room, Object data) {
		return broadcastAsync(Collections.singletonList(room), SseEvent.of(data));
	}

	/**
	 * Broadcast a named event to a room, without waiting.
	 * @param room the room
	 * @param event the event name
	 * @param data the data
	 * @return the id of the event
	 * @see #broadcastAsync(Collection, SseEvent)
	 */
	default CompletionStage<String> broadcastAsync(String room, String event, Object data) {
		return broadcastAsync(Collections.singletonList(room), SseEvent.of(event, data));
	}

	/**
	 * Broadcast one event to several rooms as {@link #broadcast(Collection, SseEvent)}
	 * does, without waiting for the acknowledgement of a cluster: so one thread has many
	 * events on their way. They have the order of its calls. Without a cluster the event
	 * is published when the method returns, which may wait for the event loops.
	 * @param rooms the rooms, {@code "*"} for every stream
	 * @param event the event
	 * @return completed with the id of the event once {@code broadcast} would return, or
	 * with the {@link SseUnavailableException} or {@link SsePublishUncertainException}
	 * that it would throw
	 * @throws IllegalArgumentException if a room name is not valid, the data cannot be
	 * written, or the event's id looks like one of the hub's own
	 * @throws SseEventTooLargeException if the event is too large
	 */
	default CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		return CompletableFuture.completedFuture(broadcast(rooms, event));
	}

	/**
	 * Return the id of the position that has been reached in all rooms. It moves with
	 * every broadcast and with whatever else the hub puts in order, and no longer after
	 * shutdown.
	 * @return the position
	 */
	String position();

	/**
	 * Return a publisher that publishes what the transaction of its caller commits.
	 * <p>
	 * Whether there is a transaction is asked with each broadcast, on its thread: the
	 * returned publisher is for any number of threads and transactions, and may be kept.
	 * Within a Spring transaction it publishes once that has committed, in the order of
	 * the calls, and not at all if the transaction, or its nested one that the call was
	 * made in, is rolled back, or if it is not known how the transaction ended. Without
	 * one it publishes at once.
	 * <p>
	 * Arguments are checked and data is written at the call, which throws what this
	 * publisher would: later changes to the data are not seen, and the event is held in
	 * memory until the end of the transaction. What fails after the commit is logged and
	 * does not reach whoever committed. An event is lost if the application ends between
	 * the commit and its publication.
	 * <p>
	 * There is no id of the hub before the commit: what {@code broadcast} returns within
	 * a transaction is the event's own id or, if it has none, the {@link #position()} at
	 * the call, behind which the event will be.
	 * @return the publisher
	 * @throws UnsupportedOperationException if this publisher knows no transactions
	 */
	default SsePublisher afterCommit() {
		throw new UnsupportedOperationException(getClass().getName() + " does not publish with transactions");
	}

}
