package io.github.ssehub.test.hub;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;

/**
 * An event that was sent to a connection or to a user. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordedSend {

	private final @Nullable String connectionId;

	private final @Nullable String user;

	private final SseEvent event;

	private final int accepted;

	RecordedSend(@Nullable String connectionId, @Nullable String user, SseEvent event, int accepted) {
		this.connectionId = connectionId;
		this.user = user;
		this.event = event;
		this.accepted = accepted;
	}

	/**
	 * Return the connection that the event was sent to.
	 * @return the id of the connection, or {@code null} for an event to a user
	 */
	public @Nullable String connectionId() {
		return this.connectionId;
	}

	/**
	 * Return the user that the event was sent to.
	 * @return the user, or {@code null} for an event to a connection
	 */
	public @Nullable String user() {
		return this.user;
	}

	/**
	 * Return the event.
	 * @return the event
	 */
	public SseEvent event() {
		return this.event;
	}

	/**
	 * Return the name of the event.
	 * @return the name, or {@code null} for an unnamed event
	 */
	public @Nullable String name() {
		return this.event.event();
	}

	/**
	 * Return the data as the application gave it.
	 * @return the data, or {@code null} for an event that no client dispatches
	 */
	public @Nullable Object data() {
		return this.event.data();
	}

	/**
	 * Return how many connections accepted the event.
	 * @return the number of connections
	 */
	public int accepted() {
		return this.accepted;
	}

	@Override
	public String toString() {
		String target = (this.user != null) ? "user " + this.user : "connection " + this.connectionId;
		return "sent to " + target + ", accepted by " + this.accepted + ": " + RecordingSseHub.describe(this.event);
	}

}
