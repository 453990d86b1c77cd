package io.github.ssehub;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a filter sees of an event: everything but its payload, which the log keeps only as
 * bytes.
 * <p>
 * Not to be implemented by applications, but for tests of their filters, which may as
 * well use {@link #of(String, String, SseEvent)}.
 *
 * @since 0.1.0
 * @see SseSubscription#filter(java.util.function.Predicate)
 */
public interface SseEventMetadata {

	/**
	 * Return what a filter would see of an event, for a test of the filter.
	 * @param room the room that the event was broadcast to
	 * @param id the id on the wire
	 * @param event the event
	 * @return the metadata
	 */
	static SseEventMetadata of(String room, String id, SseEvent event) {
		return new BroadcastMetadata(room, id, event);
	}

	/**
	 * Return the room that the event was read from.
	 * @return the room
	 */
	String room();

	/**
	 * Return the id on the wire.
	 * @return the id
	 */
	String id();

	/**
	 * Return the event name.
	 * @return the name, or {@code null} for an unnamed event
	 */
	@Nullable String event();

	/**
	 * Return the key of the event.
	 * @return the key, or {@code null}
	 * @see SseEvent#key()
	 */
	@Nullable String key();

	/**
	 * Return the attributes of the event.
	 * @return the attributes, unmodifiable
	 * @see SseEvent#attributes()
	 */
	Map<String, Object> attributes();

}
