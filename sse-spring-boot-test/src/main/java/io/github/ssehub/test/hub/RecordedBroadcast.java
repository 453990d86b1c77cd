package io.github.ssehub.test.hub;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublisher;

/**
 * An event that was broadcast. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordedBroadcast {

	private final Set<String> rooms;

	private final SseEvent event;

	private final String id;

	private final boolean afterCommit;

	RecordedBroadcast(Collection<String> rooms, SseEvent event, String id, boolean afterCommit) {
		this.rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
		this.event = event;
		this.id = id;
		this.afterCommit = afterCommit;
	}

	/**
	 * Return the rooms.
	 * @return the rooms in the order that they were given, {@code "*"} for every stream
	 */
	public Set<String> rooms() {
		return this.rooms;
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
	 * Return the id that the event has: its own, or that of the hub.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return whether it was broadcast with {@link SsePublisher#afterCommit()}, within a
	 * transaction or not.
	 * @return whether it was to wait for a commit
	 */
	public boolean isAfterCommit() {
		return this.afterCommit;
	}

	@Override
	public String toString() {
		return "broadcast to " + this.rooms + ": " + RecordingSseHub.describe(this.event)
				+ (this.afterCommit ? " (after commit)" : "");
	}

}
