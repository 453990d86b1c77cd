package io.github.ssehub.test.hub;

import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.hub.RoomNames;

/**
 * A connection of a {@link RecordingSseHub}, without a stream. It remembers the events
 * that its client would have got. Thread-safe.
 *
 * @since 0.1.0
 * @see RecordingSseHub#connect(String, String...)
 */
public final class RecordingSseConnection implements SseConnection {

	private final String id;

	private final Instant openedAt = Instant.now();

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final Map<String, List<String>> parameters = new TreeMap<>();

	private final Set<String> rooms = new LinkedHashSet<>();

	private final List<SseEvent> received = new ArrayList<>();

	// Mutable state
	private @Nullable Principal principal;

	private @Nullable String lastEventId;

	private String path = "/";

	private boolean open = true;

	RecordingSseConnection(String id) {
		this.id = id;
	}

	/**
	 * Give the connection a principal, and its name as the user.
	 * @param principal the principal
	 * @return this connection
	 */
	public synchronized RecordingSseConnection principal(Principal principal) {
		Assert.notNull(principal, "'principal' must not be null");
		this.principal = principal;
		return this;
	}

	/**
	 * Give the connection a user.
	 * @param user the name of the user
	 * @return this connection
	 */
	public RecordingSseConnection user(String user) {
		Assert.hasLength(user, "'user' must not be empty");
		return principal(() -> user);
	}

	/**
	 * Give the connection a path.
	 * @param path the path of the request
	 * @return this connection
	 */
	public synchronized RecordingSseConnection path(String path) {
		Assert.notNull(path, "'path' must not be null");
		this.path = path;
		return this;
	}

	/**
	 * Give the connection a parameter.
	 * @param name the name
	 * @param values the values
	 * @return this connection
	 */
	public synchronized RecordingSseConnection parameter(String name, String... values) {
		this.parameters.put(name, List.of(values));
		return this;
	}

	/**
	 * Give the connection the id that its client resumes from.
	 * @param id the id
	 * @return this connection
	 */
	public synchronized RecordingSseConnection lastEventId(String id) {
		this.lastEventId = id;
		return this;
	}

	/**
	 * Return the events that the client would have got: those that were sent to it or its
	 * user, and those that were broadcast to a room while the connection was in it.
	 * @return the events, a snapshot
	 */
	public synchronized List<SseEvent> received() {
		return List.copyOf(this.received);
	}

	/**
	 * Return whether the connection is open.
	 * @return {@code false} once it was closed, by whomever
	 */
	public synchronized boolean isOpen() {
		return this.open;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public synchronized @Nullable String user() {
		return (this.principal != null) ? this.principal.getName() : null;
	}

	@Override
	public synchronized @Nullable Principal principal() {
		return this.principal;
	}

	@Override
	public @Nullable String remoteAddress() {
		return null;
	}

	@Override
	public synchronized String path() {
		return this.path;
	}

	@Override
	public synchronized Map<String, List<String>> parameters() {
		return Map.copyOf(this.parameters);
	}

	@Override
	public Instant openedAt() {
		return this.openedAt;
	}

	@Override
	public synchronized @Nullable String lastEventId() {
		return this.lastEventId;
	}

	@Override
	public synchronized Set<String> rooms() {
		return Set.copyOf(this.rooms);
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public synchronized void join(String room) {
		RoomNames.checkJoinable(room);
		if (this.open) {
			this.rooms.add(room);
		}
	}

	@Override
	public synchronized void leave(String room) {
		Assert.notNull(room, "'room' must not be null");
		if (SseHub.ALL.equals(room)) {
			this.rooms.clear();
		}
		else {
			this.rooms.remove(room);
		}
	}

	@Override
	public synchronized boolean isIn(String room) {
		return SseHub.ALL.equals(room) || this.rooms.contains(room);
	}

	@Override
	public synchronized boolean send(SseEvent event) {
		Assert.notNull(event, "'event' must not be null");
		if (this.open) {
			this.received.add(event);
		}
		return this.open;
	}

	// A member of several of the rooms gets the event once
	synchronized void offer(Set<String> rooms, SseEvent event) {
		if (rooms.stream().anyMatch(this::isIn)) {
			send(event);
		}
	}

	// Ends with its last room
	synchronized void closeRoom(String room) {
		if (this.rooms.remove(room) && this.rooms.isEmpty()) {
			close();
		}
	}

	@Override
	public synchronized void close() {
		this.open = false;
		this.rooms.clear();
	}

	@Override
	public String toString() {
		return "connection " + this.id;
	}

}
