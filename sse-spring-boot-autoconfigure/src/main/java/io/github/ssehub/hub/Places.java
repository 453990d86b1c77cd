package io.github.ssehub.hub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.hub.Admission.Limit;

/**
 * Who has a place: the streams that are open, or about to open. Thread-safe: what is
 * taken and given back is counted under a lock, under which nothing else is called.
 */
final class Places {

	private final AdmissionSettings limits;

	// Mutable state
	private final Map<HubConnection, Place> places = new HashMap<>();

	// Oldest first
	private final Map<String, Set<HubConnection>> users = new HashMap<>();

	private final Map<String, Integer> addresses = new HashMap<>();

	private final Map<String, Integer> rooms = new HashMap<>();

	Places(AdmissionSettings limits) {
		this.limits = limits;
	}

	// Only looks if no place is to be taken. A connection that has one keeps it, for the
	// stream that it opens after one that failed
	synchronized Decision decide(HubConnection connection, Set<String> rooms, boolean take) {
		Place present = this.places.get(connection);
		if (present != null) {
			return new Decision(move(present, rooms), null);
		}
		Place place = new Place(connection, this.limits);
		HubConnection oldest = oldestToReplace(place);
		Place freed = (oldest != null) ? this.places.get(oldest) : null;
		Limit limit = findExceeded(place, rooms, freed);
		if (limit != null || !take) {
			return new Decision(limit, null);
		}
		if (oldest != null) {
			release(oldest);
		}
		add(connection, place);
		rooms.forEach((room) -> enter(place, room));
		return new Decision(null, oldest);
	}

	private @Nullable Limit move(Place place, Set<String> rooms) {
		if (this.limits.roomsTotal() == 0) {
			return null;
		}
		if (exceedsRooms(rooms, place)) {
			return Limit.ROOMS_TOTAL;
		}
		Set.copyOf(place.rooms).stream().filter((room) -> !rooms.contains(room)).forEach((room) -> leave(place, room));
		rooms.forEach((room) -> enter(place, room));
		return null;
	}

	private @Nullable HubConnection oldestToReplace(Place place) {
		if (place.user == null || this.limits.perUserPolicy() != PerUserPolicy.REPLACE) {
			return null;
		}
		Set<HubConnection> all = this.users.getOrDefault(place.user, Set.of());
		return (all.size() >= this.limits.perUser()) ? all.iterator().next() : null;
	}

	// The limits of a client first: those of all are not its fault
	private @Nullable Limit findExceeded(Place place, Set<String> rooms, @Nullable Place freed) {
		if (place.user != null && freed == null
				&& this.users.getOrDefault(place.user, Set.of()).size() >= this.limits.perUser()) {
			return Limit.PER_USER;
		}
		if (place.address != null) {
			boolean same = freed != null && place.address.equals(freed.address);
			if (this.addresses.getOrDefault(place.address, 0) - (same ? 1 : 0) >= this.limits.perAddress()) {
				return Limit.PER_ADDRESS;
			}
		}
		if (this.limits.connections() > 0
				&& this.places.size() - ((freed != null) ? 1 : 0) >= this.limits.connections()) {
			return Limit.CONNECTIONS;
		}
		return (this.limits.roomsTotal() > 0 && exceedsRooms(rooms, freed)) ? Limit.ROOMS_TOTAL : null;
	}

	private boolean exceedsRooms(Set<String> wanted, @Nullable Place freed) {
		long created = wanted.stream().filter((room) -> !this.rooms.containsKey(room)).count();
		if (created == 0) {
			return false;
		}
		long gone = (freed != null) ? freed.rooms.stream()
			.filter((room) -> !wanted.contains(room) && this.rooms.getOrDefault(room, 0) == 1)
			.count() : 0;
		return this.rooms.size() + created - gone > this.limits.roomsTotal();
	}

	private void add(HubConnection connection, Place place) {
		this.places.put(connection, place);
		if (place.user != null) {
			this.users.computeIfAbsent(place.user, (user) -> new LinkedHashSet<>(2)).add(connection);
		}
		if (place.address != null) {
			this.addresses.merge(place.address, 1, Integer::sum);
		}
	}

	// A connection without a place is in no room: it has yet to be admitted, or is over.
	// Return false for a room too many
	synchronized boolean enter(HubConnection connection, String room) {
		Place place = this.places.get(connection);
		if (place == null || this.limits.roomsTotal() == 0) {
			return true;
		}
		if (!this.rooms.containsKey(room) && this.rooms.size() >= this.limits.roomsTotal()) {
			return false;
		}
		enter(place, room);
		return true;
	}

	private void enter(Place place, String room) {
		if (this.limits.roomsTotal() > 0 && place.rooms.add(room)) {
			this.rooms.merge(room, 1, Integer::sum);
		}
	}

	synchronized void leave(HubConnection connection, String room) {
		Place place = this.places.get(connection);
		if (place != null) {
			leave(place, room);
		}
	}

	private void leave(Place place, String room) {
		if (place.rooms.remove(room)) {
			decrement(this.rooms, room);
		}
	}

	// Does nothing if the connection has no place
	synchronized void release(HubConnection connection) {
		Place place = this.places.remove(connection);
		if (place == null) {
			return;
		}
		if (place.user != null) {
			this.users.computeIfPresent(place.user, (user, all) -> {
				all.remove(connection);
				return all.isEmpty() ? null : all;
			});
		}
		if (place.address != null) {
			decrement(this.addresses, place.address);
		}
		place.rooms.forEach((room) -> decrement(this.rooms, room));
	}

	private static void decrement(Map<String, Integer> counts, String key) {
		counts.computeIfPresent(key, (same, count) -> (count > 1) ? count - 1 : null);
	}

	synchronized boolean isEmpty() {
		return this.places.isEmpty() && this.users.isEmpty() && this.addresses.isEmpty() && this.rooms.isEmpty();
	}

	/**
	 * What becomes of a request.
	 *
	 * @param refusedBy the limit that refuses it, or {@code null}
	 * @param replaced whose place it has got, or {@code null}
	 */
	record Decision(@Nullable Limit refusedBy, @Nullable HubConnection replaced) {

	}

	/**
	 * The place of a connection, with what is counted of it.
	 */
	private static final class Place {

		private final @Nullable String user;

		private final @Nullable String address;

		private final Set<String> rooms = new HashSet<>(2);

		Place(HubConnection connection, AdmissionSettings limits) {
			this.user = (limits.perUser() > 0) ? connection.user() : null;
			String address = (limits.perAddress() > 0) ? connection.remoteAddress() : null;
			this.address = (address != null) ? ClientNetwork.of(address) : null;
		}

	}

}
