package io.github.ssehub.log;

import org.jspecify.annotations.Nullable;

/**
 * Entries in the order of their sequence, in a ring that grows and shrinks. Positions
 * only ever grow; the slot of one is the position modulo the length. Guarded by the lock
 * of the {@link EventLog}.
 */
final class EntryRing {

	private static final int INITIAL_CAPACITY = 4;

	private static final int MAX_SPARE = 64;

	private RoomEntry[] slots = new RoomEntry[INITIAL_CAPACITY];

	private long first;

	private long end;

	long first() {
		return this.first;
	}

	long end() {
		return this.end;
	}

	int size() {
		return (int) (this.end - this.first);
	}

	RoomEntry get(long position) {
		return this.slots[slot(position)];
	}

	@Nullable RoomEntry oldest() {
		return (this.first < this.end) ? get(this.first) : null;
	}

	void add(RoomEntry entry) {
		if (size() == this.slots.length) {
			resize(this.slots.length * 2);
		}
		this.slots[slot(this.end)] = entry;
		this.end++;
	}

	private void resize(int capacity) {
		RoomEntry[] resized = new RoomEntry[capacity];
		for (long i = this.first; i < this.end; i++) {
			resized[(int) (i & (capacity - 1))] = get(i);
		}
		this.slots = resized;
	}

	RoomEntry removeOldest() {
		RoomEntry entry = get(this.first);
		this.slots[slot(this.first)] = null;
		this.first++;
		// Not as large as a burst once was
		if (this.slots.length > MAX_SPARE && size() < this.slots.length / 8) {
			resize(this.slots.length / 2);
		}
		return entry;
	}

	// The position of the first entry after a sequence
	long after(long sequence) {
		long low = this.first;
		long high = this.end;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (get(middle).sequence() <= sequence) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private int slot(long position) {
		return (int) (position & (this.slots.length - 1));
	}

}
