package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
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

	// Of the first event, negative while there is none
	private volatile long first = -1;

	private final AtomicLong bytes = new AtomicLong();

	PrivateRoom(HubStreams hub, String id) {
		this.hub = hub;
		this.id = id;
		this.name = RoomNames.ofPrivate(id);
	}

	/**
	 * Publish an event. Waits while the window of the log is full.
	 * @param event the event, whose own id does not count
	 * @return the sequence of the event
	 * @throws SseEventTooLargeException if the event is larger than the limit
	 * @throws IllegalArgumentException if its data cannot be written
	 */
	public long publish(SseEvent event) {
		long sequence = this.hub.publisher()
			.publish(this, (event.id() != null) ? CallerEvents.withId(event, null) : event);
		if (this.first < 0) {
			this.first = sequence;
		}
		return sequence;
	}

	/**
	 * Return how many bytes the events have on the wire.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.bytes.get();
	}

	void count(int bytes) {
		this.bytes.addAndGet(bytes);
	}

	/**
	 * Return where a stream starts that gets all events.
	 * @return the start
	 */
	public CallerStart start() {
		// Not where the head was when the room was made: what others have lost since then
		// would count for it
		long first = this.first;
		return after(
				(first >= 0) ? this.hub.ids().format(this.hub.log().before(first)) : this.hub.publisher().position());
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
		boolean fromStart = !lastEventId.startsWith(idPrefix()) || (sequence >= 0 && sequence < this.first);
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
	 * Delete all events.
	 */
	public void delete() {
		this.hub.journal().append(new LogRecord.CloseRoom(this.name));
	}

	String name() {
		return this.name;
	}

	String idPrefix() {
		return this.id + SEPARATOR;
	}

}
