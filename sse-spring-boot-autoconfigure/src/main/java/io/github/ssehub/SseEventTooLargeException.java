package io.github.ssehub;

/**
 * Thrown when an event is larger on the wire than {@code sse.limits.event-size} allows.
 * The event was not published to anyone.
 *
 * @since 0.1.0
 */
public class SseEventTooLargeException extends IllegalArgumentException {

	/**
	 * Create a new {@link SseEventTooLargeException} instance.
	 * @param size the size of the event on the wire, in bytes
	 * @param limit the limit, in bytes
	 */
	public SseEventTooLargeException(long size, long limit) {
		super("Event of " + size + " bytes is larger than the limit of " + limit
				+ " bytes (property 'sse.limits.event-size')");
	}

}
