package io.github.ssehub.hub;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseHub;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

/**
 * The rooms of a connection and its stream, which opens in what was joined before, and
 * ends at once if the connection has ended before. Thread-safe.
 * <p>
 * Its lock is its own: the application may hold that of the connection.
 */
final class ConnectionState {

	private static final String HAS_STREAM = "Request has an event stream already";

	private final HubConnection connection;

	private final Admission admission;

	private final ConnectionRegistry registry;

	// Mutable state: written with the lock, in the order in which they were joined
	private volatile Set<String> rooms = Set.of();

	private boolean forCaller;

	// Null until somebody is asked for rooms
	private @Nullable Set<String> asked;

	private volatile @Nullable EventStream stream;

	private volatile @Nullable CloseReason end;

	ConnectionState(HubConnection connection, Admission admission, ConnectionRegistry registry) {
		this.connection = connection;
		this.admission = admission;
		this.registry = registry;
	}

	// With the lock, so that no room is joined or left meanwhile. Returns whose place was
	// taken
	synchronized @Nullable HubConnection admit(Set<String> more, boolean take) {
		Assert.state(this.stream == null, HAS_STREAM);
		more.forEach(RoomNames::checkJoinable);
		return this.admission.decide(this.connection, joinedAnd(more), take);
	}

	// Returns the rooms that are asked for together. Those that are joined from now on
	// are asked for one by one
	synchronized Set<String> beginOpening(Set<String> more) {
		Set<String> asked = joinedAnd(more);
		this.asked = asked;
		return asked;
	}

	synchronized StreamStart open(EventStream stream, Set<String> more, StartRequest request) {
		Assert.state(this.stream == null, HAS_STREAM);
		Set<String> all = joinedAnd(more);
		// Some may have been joined since the admission
		this.admission.checkRooms(all);
		Set<String> added = new LinkedHashSet<>(all);
		added.removeAll(this.rooms);
		// At once: nobody is to take it for a stream in some of them
		this.rooms = compact(all);
		added.forEach((room) -> this.registry.join(this.connection, room));
		return start(stream, RoomNames.withAll(this.rooms), request.andLiveOnly(joinedLate()));
	}

	// Nobody was asked for the history of these
	private Set<String> joinedLate() {
		if (this.asked == null) {
			return Set.of();
		}
		Set<String> late = rooms();
		late.removeAll(this.asked);
		this.asked = Set.of();
		return late;
	}

	private Set<String> joinedAnd(Set<String> more) {
		Set<String> all = rooms();
		all.addAll(more);
		return all;
	}

	// In no room but one that nobody else sees
	synchronized StreamStart openForCaller(EventStream stream, @Nullable String room, StartRequest request) {
		Assert.state(this.stream == null, HAS_STREAM);
		Assert.state(this.rooms.isEmpty(), () -> "Event stream for its caller alone cannot be in rooms " + this.rooms);
		this.forCaller = true;
		return start(stream, (room != null) ? Set.of(room) : Set.of(), request);
	}

	private StreamStart start(EventStream stream, Set<String> all, StartRequest request) {
		StreamStart start = stream.open(all, request);
		this.stream = stream;
		if (this.end != null) {
			stream.close(this.end);
		}
		return start;
	}

	void join(String room) {
		RoomNames.checkJoinable(room);
		if (!tryJoin(room, false)) {
			this.admission.authorization().authorize(this.connection, room);
			tryJoin(room, true);
		}
	}

	// Return false if somebody has to be asked before
	private synchronized boolean tryJoin(String room, boolean authorized) {
		if (this.end != null) {
			return true;
		}
		Assert.state(!this.forCaller, "Event stream for its caller alone cannot join rooms");
		if (this.asked != null && !authorized && !this.rooms.contains(room)) {
			return false;
		}
		this.admission.join(this.connection, this.rooms, room);
		if (add(room) && this.stream != null) {
			this.stream.join(room);
		}
		return true;
	}

	private boolean add(String room) {
		Set<String> all = rooms();
		if (!all.add(room)) {
			return false;
		}
		this.rooms = compact(all);
		this.registry.join(this.connection, room);
		return true;
	}

	// Leaves the rooms that it may no longer be in, or ends if it may be in none
	void recheck(Predicate<Throwable> isRefusal) {
		for (String room : rooms()) {
			if (hasEnded()) {
				return;
			}
			if (this.admission.authorization().isWithdrawn(this.connection, room, isRefusal)) {
				withdraw(room);
			}
		}
	}

	private synchronized void withdraw(String room) {
		if (this.rooms.equals(Set.of(room))) {
			close(CloseReason.UNAUTHORIZED);
		}
		else {
			leave(room);
		}
	}

	synchronized void leave(String room) {
		if (SseHub.ALL.equals(room)) {
			rooms().forEach(this::leave);
		}
		else if (remove(room) && this.stream != null) {
			this.stream.leave(room);
		}
	}

	// The room was closed, right behind its last event
	synchronized void leaveClosed(String room, long last) {
		if (remove(room) && this.stream != null) {
			this.stream.leaveAfter(room, last);
		}
	}

	private boolean remove(String room) {
		this.admission.leave(this.connection, room);
		Set<String> all = rooms();
		if (!all.remove(room)) {
			return false;
		}
		this.rooms = compact(all);
		this.registry.leave(this.connection, room);
		return true;
	}

	// Most are in one room, and there are many of them
	private static Set<String> compact(Set<String> rooms) {
		return (rooms.size() > 1) ? Collections.unmodifiableSet(rooms) : Set.copyOf(rooms);
	}

	boolean isIn(String room) {
		return SseHub.ALL.equals(room) || this.rooms.contains(room);
	}

	Set<String> rooms() {
		return new LinkedHashSet<>(this.rooms);
	}

	synchronized void close(CloseReason reason) {
		if (this.end == null || EventStream.endsAtOnce(reason)) {
			this.end = reason;
		}
		if (this.stream != null) {
			this.stream.close(reason);
		}
	}

	// Without the lock: an event loop does not wait for it
	void ended(CloseReason reason) {
		this.end = reason;
	}

	// Return the stream, which is for the caller to end
	synchronized @Nullable EventStream abandon() {
		this.end = CloseReason.ERROR;
		return this.stream;
	}

	@Nullable EventStream stream() {
		return this.stream;
	}

	boolean hasEnded() {
		return this.end != null;
	}

	@Nullable CloseReason end() {
		return this.end;
	}

}
