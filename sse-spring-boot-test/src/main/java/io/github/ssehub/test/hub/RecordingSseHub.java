package io.github.ssehub.test.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.RoomNames;

/**
 * A hub for unit tests of what publishes: it remembers everything that it is told, as the
 * application told it, and sends nothing. No server, no threads.
 * <p>
 * It refuses what a hub refuses before it writes data: names of rooms that are not valid,
 * nothing where something must be, and ids of the form of its own. Data is not written as
 * JSON, so data that cannot be, and events that are too large, are not refused. What
 * {@link #afterCommit()} publishes within a Spring transaction is recorded once that has
 * committed.
 * <p>
 * {@link #connect(String, String...)} adds connections, where the subject looks for them.
 * AssertJ's {@code assertThat(hub)} has {@link RecordingSseHubAssert}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordingSseHub implements SseHub, AssertProvider<RecordingSseHubAssert> {

	private static final String ID_PREFIX = "test-";

	private static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			RecordingSseHub.class.getClassLoader());

	private final List<RecordedBroadcast> broadcasts = new ArrayList<>();

	private final List<RecordedSend> sends = new ArrayList<>();

	private final List<SseSubscription> subscriptions = new ArrayList<>();

	private final List<String> closedRooms = new ArrayList<>();

	// Those that keep events
	private final Set<String> publishedRooms = new LinkedHashSet<>();

	private final List<String> disconnectedUsers = new ArrayList<>();

	private final RecordedConnections connections = new RecordedConnections();

	// Mutable state
	private long sequence;

	private @Nullable RuntimeException failure;

	/**
	 * Create a new {@link RecordingSseHub} instance, which has recorded nothing.
	 */
	public RecordingSseHub() {
	}

	/**
	 * Add an open connection.
	 * @param id the id of the connection
	 * @param rooms the rooms that it is in
	 * @return the connection, to be told more about itself
	 */
	public synchronized RecordingSseConnection connect(String id, String... rooms) {
		return this.connections.add(id, rooms);
	}

	/**
	 * Have each broadcast fail from now on, such as with an
	 * {@code SseUnavailableException} of a cluster. Bad arguments are refused before.
	 * @param failure what is thrown, or {@code null} for nothing
	 */
	public synchronized void failBroadcasts(@Nullable RuntimeException failure) {
		this.failure = failure;
	}

	/**
	 * Return what was broadcast.
	 * @return the broadcasts in their order, a snapshot
	 */
	public synchronized List<RecordedBroadcast> broadcasts() {
		return List.copyOf(this.broadcasts);
	}

	/**
	 * Return what was broadcast to a room.
	 * @param room the room
	 * @return the broadcasts that name the room, in their order, a snapshot
	 */
	public List<RecordedBroadcast> broadcasts(String room) {
		return broadcasts().stream().filter((broadcast) -> broadcast.rooms().contains(room)).toList();
	}

	/**
	 * Return what was sent to connections and users over the hub.
	 * @return the events in their order, a snapshot
	 */
	public synchronized List<RecordedSend> sends() {
		return List.copyOf(this.sends);
	}

	/**
	 * Return the subscriptions that a stream was to be opened with.
	 * @return the subscriptions in their order, a snapshot
	 */
	public synchronized List<SseSubscription> subscriptions() {
		return List.copyOf(this.subscriptions);
	}

	/**
	 * Return the rooms that were closed.
	 * @return the rooms in the order that they were closed in, a snapshot
	 */
	public synchronized List<String> closedRooms() {
		return List.copyOf(this.closedRooms);
	}

	/**
	 * Return the users that were disconnected.
	 * @return the users in their order, a snapshot
	 */
	public synchronized List<String> disconnectedUsers() {
		return List.copyOf(this.disconnectedUsers);
	}

	/**
	 * Forget everything, connections and failures too.
	 */
	public synchronized void clear() {
		this.broadcasts.clear();
		this.sends.clear();
		this.subscriptions.clear();
		this.closedRooms.clear();
		this.publishedRooms.clear();
		this.disconnectedUsers.clear();
		this.connections.clear();
		this.failure = null;
	}

	/**
	 * Record a subscription.
	 * @param subscription what the stream is to receive
	 * @return an emitter that has nothing to do with the hub
	 */
	@Override
	public synchronized SseEmitter open(SseSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		this.subscriptions.add(subscription);
		return new SseEmitter();
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		check(rooms, event);
		return record(rooms, event, false);
	}

	@Override
	public CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		check(rooms, event);
		try {
			return CompletableFuture.completedFuture(record(rooms, event, false));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	void check(Collection<String> rooms, SseEvent event) {
		Assert.notNull(rooms, "'rooms' must not be null");
		Assert.notNull(event, "'event' must not be null");
		Assert.notEmpty(rooms, "'rooms' must not be empty");
		for (String room : rooms) {
			Assert.notNull(room, "'room' must not be null");
			if (!ALL.equals(room)) {
				RoomNames.checkJoinable(room);
			}
		}
		checkId(event);
	}

	private static void checkId(SseEvent event) {
		Assert.isTrue(event.id() == null || !event.id().startsWith(ID_PREFIX),
				() -> "Event id '" + event.id() + "' has the form of the hub's own ids");
	}

	synchronized String record(Collection<String> rooms, SseEvent event, boolean afterCommit) {
		if (this.failure != null) {
			throw this.failure;
		}
		this.sequence++;
		RecordedBroadcast broadcast = new RecordedBroadcast(rooms, event,
				Objects.requireNonNullElseGet(event.id(), this::position), afterCommit);
		this.broadcasts.add(broadcast);
		this.publishedRooms.addAll(rooms);
		this.connections.forEach((connection) -> connection.offer(broadcast.rooms(), event));
		return broadcast.id();
	}

	@Override
	public synchronized String position() {
		return ID_PREFIX + Long.toString(this.sequence, Character.MAX_RADIX);
	}

	@Override
	public SsePublisher afterCommit() {
		return new AfterCommitRecorder(this, TRANSACTIONS);
	}

	@Override
	public synchronized boolean send(String connectionId, SseEvent event) {
		Assert.notNull(connectionId, "'connectionId' must not be null");
		Assert.notNull(event, "'event' must not be null");
		checkId(event);
		SseConnection connection = connection(connectionId);
		boolean accepted = connection != null && connection.send(event);
		this.sends.add(new RecordedSend(connectionId, null, event, accepted ? 1 : 0));
		return accepted;
	}

	@Override
	public synchronized int sendToUser(String user, SseEvent event) {
		Assert.notNull(user, "'user' must not be null");
		Assert.notNull(event, "'event' must not be null");
		checkId(event);
		List<SseConnection> targets = this.connections.ofUser(user);
		targets.forEach((connection) -> connection.send(event));
		this.sends.add(new RecordedSend(null, user, event, targets.size()));
		return targets.size();
	}

	@Override
	public synchronized List<SseConnection> connections() {
		return this.connections.open();
	}

	@Override
	public List<SseConnection> connections(String room) {
		return connections().stream().filter((connection) -> connection.isIn(room)).toList();
	}

	@Override
	public synchronized @Nullable SseConnection connection(String id) {
		return this.connections.find(id);
	}

	@Override
	public synchronized Set<String> rooms() {
		Set<String> rooms = new LinkedHashSet<>(this.publishedRooms);
		connections().forEach((connection) -> rooms.addAll(connection.rooms()));
		rooms.remove(ALL);
		return rooms;
	}

	@Override
	public synchronized void close(String room) {
		RoomNames.checkJoinable(room);
		this.closedRooms.add(room);
		this.publishedRooms.remove(room);
		this.connections.forEach((connection) -> connection.closeRoom(room));
	}

	@Override
	public synchronized int disconnectUser(String user) {
		Assert.notNull(user, "'user' must not be null");
		this.disconnectedUsers.add(user);
		List<SseConnection> targets = this.connections.ofUser(user);
		targets.forEach(SseConnection::close);
		return targets.size();
	}

	@Override
	public RecordingSseHubAssert assertThat() {
		return new RecordingSseHubAssert(this);
	}

	static String describe(SseEvent event) {
		String name = (event.event() != null) ? event.event() : "unnamed";
		return name + ((event.data() != null) ? " " + event.data() : " without data");
	}

}
