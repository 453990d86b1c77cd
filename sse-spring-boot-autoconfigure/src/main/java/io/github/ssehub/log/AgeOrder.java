package io.github.ssehub.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The rooms that keep an entry equally long and have some that were passed, first the one
 * with the oldest. Guarded by the lock of the {@link EventLog}.
 * <p>
 * A heap: rooms are passed in any order, and each of their entries goes at its own age.
 */
final class AgeOrder {

	private final long maxAgeNanos;

	// Mutable state
	private final List<RoomLog> heap = new ArrayList<>();

	AgeOrder(Duration maxAge) {
		this.maxAgeNanos = maxAge.toNanos();
	}

	@Nullable RoomEntry oldest() {
		return this.heap.isEmpty() ? null : this.heap.get(0).oldest();
	}

	boolean isTooOld(RoomEntry entry, long now) {
		return now - entry.entry().time() > this.maxAgeNanos;
	}

	// Called when a room has more that was passed, or its oldest entry has gone
	void update(RoomLog room) {
		if (!room.hasPassed()) {
			remove(room);
		}
		else if (room.agePlace >= 0) {
			down(room);
		}
		else {
			this.heap.add(room);
			up(room, this.heap.size() - 1);
		}
	}

	// The last one takes the place
	private void remove(RoomLog room) {
		int place = room.agePlace;
		if (place >= 0) {
			room.agePlace = -1;
			RoomLog last = this.heap.remove(this.heap.size() - 1);
			if (last != room) {
				up(last, place);
				down(last);
			}
		}
	}

	private void up(RoomLog room, int from) {
		int place = from;
		while (place > 0 && isOlder(room, this.heap.get((place - 1) / 2))) {
			put(this.heap.get((place - 1) / 2), place);
			place = (place - 1) / 2;
		}
		put(room, place);
	}

	private void down(RoomLog room) {
		int place = room.agePlace;
		int child = olderChild(place);
		while (child > 0 && isOlder(this.heap.get(child), room)) {
			put(this.heap.get(child), place);
			place = child;
			child = olderChild(place);
		}
		put(room, place);
	}

	// Zero if there is none
	private int olderChild(int place) {
		int child = 2 * place + 1;
		if (child >= this.heap.size()) {
			return 0;
		}
		boolean second = child + 1 < this.heap.size() && isOlder(this.heap.get(child + 1), this.heap.get(child));
		return second ? child + 1 : child;
	}

	private void put(RoomLog room, int place) {
		this.heap.set(place, room);
		room.agePlace = place;
	}

	private static boolean isOlder(RoomLog room, RoomLog other) {
		return room.oldestSequence() < other.oldestSequence();
	}

}
