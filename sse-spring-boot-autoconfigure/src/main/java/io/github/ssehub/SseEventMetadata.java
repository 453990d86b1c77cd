package io.github.ssehub;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a filter sees of an event: everything but its payload, which the log keeps only as
 * bytes.
 *
 * @param room the room that the event was read from
 * @param id the id on the wire
 * @param event the event name, or {@code null} for an unnamed event
 * @param key the key of the event, or {@code null}
 * @param attributes the attributes of the event, unmodifiable
 * @since 0.1.0
 * @see SseSubscription#filter(java.util.function.Predicate)
 */
public record SseEventMetadata(String room, String id, @Nullable String event, @Nullable String key,
		Map<String, Object> attributes) {

}
