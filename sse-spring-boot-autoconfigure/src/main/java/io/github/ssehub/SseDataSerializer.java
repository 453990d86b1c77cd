package io.github.ssehub;

/**
 * Turns the data of events into text. An application that declares one as a bean replaces
 * the default, which writes JSON with the message converters of the application, for
 * everything that it publishes: to rooms, connections and users, in snapshots and through
 * emitters.
 * <p>
 * Called on the thread that publishes, by many threads at once, outside all locks. It may
 * block, which delays only that publisher. An exception goes to the caller, and nothing
 * is published to anyone. The hub keeps neither the data nor the result: both may be used
 * again afterwards. A serializer should not publish.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SseDataSerializer {

	/**
	 * Return the data as UTF-8 text. Line breaks in it become several lines of the event
	 * stream.
	 * @param data the data, whose value is neither a {@link String} (sent as it is) nor a
	 * {@code byte[]} (sent as Base64), its type and hints
	 * @return the text
	 * @throws IllegalArgumentException if the data cannot be written, or not as a hint
	 * demands
	 */
	byte[] serialize(SseData data);

}
