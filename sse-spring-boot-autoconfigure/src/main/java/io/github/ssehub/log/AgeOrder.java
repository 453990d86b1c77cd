package io.github.ssehub.log;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The rooms that keep an entry equally long and have some that were passed, first the one
 * with the oldest. Guarded by the lock of the {@link EventLog}.
 * <p>
 * A heap: rooms are passed in any order, and each of their entries goes at its own age.
 */
final class AgeOrder {

	private static final int INITIAL_CAPACITY = 16;

	private final long maxAgeNanos;

	// Mutable state
	private RoomLog[] rooms = new RoomLog[INITIAL_CAPACITY];

	// Of the oldest entry of each room, here since looking there would be slow
	private long[] sequences = new long[INITIAL_CAPACITY];

	private int size;

	AgeOrder(Duration maxAge) {
		this.maxAgeNanos = maxAge.toNanos();
	}

	@Nullable RoomEntry oldest() {
		return (this.size > 0) ? this.rooms[0].oldest() : null;
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
			down(room.agePlace, room, room.oldestSequence());
		}
		else {
			add(room);
		}
	}

	private void add(RoomLog room) {
		if (this.size == this.rooms.length) {
			this.rooms = Arrays.copyOf(this.rooms, this.size * 2);
			this.sequences = Arrays.copyOf(this.sequences, this.size * 2);
		}
		this.size++;
		up(this.size - 1, room, room.oldestSequence());
	}

	// The last one takes the place
	private void remove(RoomLog room) {
		int place = room.agePlace;
		if (place >= 0) {
			room.agePlace = -1;
			this.size--;
			RoomLog last = this.rooms[this.size];
			long sequence = this.sequences[this.size];
			this.rooms[this.size] = null;
			if (last != room) {
				up(place, last, sequence);
				down(last.agePlace, last, sequence);
			}
		}
	}

	private void up(int from, RoomLog room, long sequence) {
		int place = from;
		int parent = (place - 1) / 2;
		while (place > 0 && sequence < this.sequences[parent]) {
			put(place, this.rooms[parent], this.sequences[parent]);
			place = parent;
			parent = (place - 1) / 2;
		}
		put(place, room, sequence);
	}

	private void down(int from, RoomLog room, long sequence) {
		int place = from;
		int child = olderChild(place);
		while (child < this.size && this.sequences[child] < sequence) {
			put(place, this.rooms[child], this.sequences[child]);
			place = child;
			child = olderChild(place);
		}
		put(place, room, sequence);
	}

	private int olderChild(int place) {
		int child = 2 * place + 1;
		return (child + 1 < this.size && this.sequences[child + 1] < this.sequences[child]) ? child + 1 : child;
	}

	private void put(int place, RoomLog room, long sequence) {
		this.rooms[place] = room;
		this.sequences[place] = sequence;
		room.agePlace = place;
	}

}
