package io.github.ssehub.delivery;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEventMetadata;

/**
 * What a filter sees of an entry of the log.
 *
 * @param room the room that the entry was read from
 * @param id the id on the wire
 * @param event the event name, or {@code null} for an unnamed event
 * @param key the key of the event, or {@code null}
 * @param attributes the attributes of the event
 */
record EntryMetadata(String room, String id, @Nullable String event, @Nullable String key,
		Map<String, Object> attributes) implements SseEventMetadata {

}
