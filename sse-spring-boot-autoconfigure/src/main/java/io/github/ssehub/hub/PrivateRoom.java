package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogRecord;

/**
 * A room of the log that nobody can name, for those who know its id. Its events, and the
 * positions of its streams, have ids that begin with that id.
 */
public final class PrivateRoom {

	private static final char SEPARATOR = '.';

	private final HubStreams hub;

	private final String id;

	private final String name;

	private final AtomicLong bytes = new AtomicLong();

	// Mutable state
	private volatile boolean begun;

	// All events come behind it
	private volatile long from;

	private PrivateRoom(HubStreams hub, String id, boolean begun, long from) {
		this.hub = hub;
		this.id = id;
		this.name = RoomNames.ofPrivate(id);
		this.begun = begun;
		this.from = from;
	}

	/**
	 * Make a room.
	 * @param hub the hub
	 * @param id what the ids of its events begin with: letters, digits, {@code -},
	 * {@code _} and {@code ~}
	 * @return the room
	 */
	public static PrivateRoom create(HubStreams hub, String id) {
		return new PrivateRoom(hub, id, false, hub.log().head());
	}

	/**
	 * Return a room whose events another node publishes.
	 * @param hub the hub
	 * @param id what the ids of its events begin with
	 * @param from the sequence behind which they come
	 * @return the room
	 */
	public static PrivateRoom ofOther(HubStreams hub, String id, long from) {
		return new PrivateRoom(hub, id, true, from);
	}

	/**
	 * Publish an event. Waits while the window of the log is full.
	 * @param event the event, whose own id does not count
	 * @return the sequence of the event
	 * @throws SseEventTooLargeException if the event is larger than the limit
	 * @throws IllegalArgumentException if its data cannot be written
	 */
	public long publish(SseEvent event) {
		LogRecord.Broadcast record = encode(event);
		count(record.event().bytes().length);
		boolean first = !this.begun;
		// Before it is there for others
		this.begun = true;
		long sequence = append(record);
		if (first) {
			this.from = this.hub.log().before(sequence);
		}
		return sequence;
	}

	/**
	 * Encode an event that may be published later, on any node.
	 * @param event the event, whose own id does not count
	 * @return what to {@link #append}
	 * @throws SseEventTooLargeException if the event is larger than the limit
	 * @throws IllegalArgumentException if its data cannot be written
	 */
	public LogRecord.Broadcast encode(SseEvent event) {
		return this.hub.publisher().encode(this, (event.id() != null) ? CallerEvents.withId(event, null) : event);
	}

	/**
	 * Publish what was encoded.
	 * @param record the event
	 * @return the sequence of the event
	 */
	public long append(LogRecord.Broadcast record) {
		return this.hub.publisher().appendRecord(record);
	}

	/**
	 * Return how many bytes the events have on the wire.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.bytes.get();
	}

	private void count(int bytes) {
		this.bytes.addAndGet(bytes);
	}

	/**
	 * Return the sequence behind which all events come, and nothing that others have
	 * lost, as far as that can be.
	 * @return the sequence
	 */
	public long from() {
		long head = this.hub.log().head();
		if (!this.begun) {
			// Not where the head was when the room was made: what others have lost since
			// then would count for it
			this.from = head;
		}
		return this.from;
	}

	/**
	 * Return where a stream starts that gets all events.
	 * @return the start
	 */
	public CallerStart start() {
		return after(from());
	}

	/**
	 * Return whether this node has come to where a stream can start. May wait for a
	 * moment.
	 * @param start the start
	 * @return {@code false} if the client is to come back later
	 */
	public boolean canStart(CallerStart start) {
		return this.hub.canStart(start.after());
	}

	/**
	 * Return the sequence up to which this node has taken everything.
	 * @return the sequence
	 */
	public long head() {
		return this.hub.log().head();
	}

	/**
	 * Return where a stream starts that has all events up to a sequence.
	 * @param sequence the sequence
	 * @return the start
	 */
	public CallerStart after(long sequence) {
		return after(this.hub.ids().format(sequence));
	}

	private CallerStart after(String hubId) {
		return new CallerStart(this.name, idPrefix(), hubId);
	}

	/**
	 * Return where a client goes on.
	 * @param lastEventId the last event id of the client; anything may be in it
	 * @return the start, that of all events if it is not of this room
	 */
	public CallerStart resume(String lastEventId) {
		long sequence = sequence(lastEventId);
		boolean fromStart = !lastEventId.startsWith(idPrefix()) || (sequence >= 0 && sequence < from());
		return fromStart ? start() : after(lastEventId.substring(idPrefix().length()));
	}

	/**
	 * Return which event a client has.
	 * @param lastEventId the last event id of the client; anything may be in it
	 * @return the sequence of the event, or -1 if that is not known
	 */
	public long sequence(String lastEventId) {
		return lastEventId.startsWith(idPrefix()) ? this.hub.ids().parse(lastEventId.substring(idPrefix().length()))
				: -1;
	}

	/**
	 * Give the last of some events the id of a sequence.
	 * @param events the events, without ids
	 * @param sequence the sequence
	 * @return the events
	 */
	public List<SseEvent> identify(List<SseEvent> events, long sequence) {
		List<SseEvent> result = new ArrayList<>(events);
		int last = result.size() - 1;
		if (last >= 0) {
			result.set(last, CallerEvents.withId(result.get(last), idPrefix() + this.hub.ids().format(sequence)));
		}
		return result;
	}

	/**
	 * Delete all events, soon. Does not block.
	 */
	public void delete() {
		this.hub.publisher().controlLater(new LogRecord.CloseRoom(this.name));
	}

	/**
	 * Tell all nodes that there will be no more events, behind the last one.
	 * @param state how the source has ended
	 * @param last the sequence of the last event, zero if there was none
	 * @throws SseUnavailableException if they cannot be told
	 * @throws SsePublishUncertainException if nobody knows whether they are told
	 */
	public void end(SseStreamState state, long last) {
		this.hub.publisher().control(new LogRecord.EndStream(this.id, state, last));
	}

	/**
	 * Have the node that publishes the events stop.
	 * @throws SseUnavailableException if it cannot be told
	 * @throws SsePublishUncertainException if nobody knows whether it is told
	 */
	public void stop() {
		this.hub.publisher().control(new LogRecord.StopStream(this.id));
	}

	String name() {
		return this.name;
	}

	String idPrefix() {
		return this.id + SEPARATOR;
	}

}
