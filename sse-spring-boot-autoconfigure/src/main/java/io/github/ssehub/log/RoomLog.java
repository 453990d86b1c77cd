package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one room, in a ring in the order of their sequence. All access is
 * guarded by the lock of the {@link EventLog}.
 */
final class RoomLog {

	private static final int INITIAL_CAPACITY = 4;

	private final String name;

	private final List<RoomTap> taps = new ArrayList<>(1);

	private Node[] ring = new Node[INITIAL_CAPACITY];

	// Positions in the ring that only ever grow; the slot is the position modulo the
	// length
	private long first;

	private long unpassed;

	private long end;

	private long bytes;

	private long unpassedBytes;

	private long passedThrough;

	private long heldFrom = Long.MAX_VALUE;

	private long evictedThrough;

	private long deletedThrough;

	RoomLog(String name, long head, long evictedThrough) {
		this.name = name;
		this.passedThrough = head;
		this.evictedThrough = evictedThrough;
	}

	String name() {
		return this.name;
	}

	List<RoomTap> taps() {
		return this.taps;
	}

	int size() {
		return (int) (this.end - this.first);
	}

	long bytes() {
		return this.bytes;
	}

	long unpassedBytes() {
		return this.unpassedBytes;
	}

	long evictedThrough() {
		return this.evictedThrough;
	}

	long lastSequence() {
		return (this.end > this.first) ? node(this.end - 1).entry.sequence() : this.evictedThrough;
	}

	void add(Node node) {
		if (size() == this.ring.length) {
			grow();
		}
		this.ring[slot(this.end)] = node;
		this.end++;
		this.bytes += node.size;
		this.unpassedBytes += node.size;
	}

	private void grow() {
		Node[] larger = new Node[this.ring.length * 2];
		for (long i = this.first; i < this.end; i++) {
			larger[(int) (i & (larger.length - 1))] = node(i);
		}
		this.ring = larger;
	}

	// Takes over how far the taps have come
	void updatePassed(long head) {
		long passed = head;
		long held = Long.MAX_VALUE;
		for (RoomTap tap : this.taps) {
			passed = Math.min(passed, tap.passed());
			held = Math.min(held, tap.held());
		}
		this.passedThrough = passed;
		this.heldFrom = held;
		while (this.unpassed < this.end && node(this.unpassed).entry.sequence() <= passed) {
			this.unpassedBytes -= node(this.unpassed).size;
			this.unpassed++;
		}
	}

	@Nullable Node oldest() {
		return (this.first < this.end) ? node(this.first) : null;
	}

	// Whether all readers have offered the entry to all of their members
	boolean isPassed(Node node) {
		return node.entry.sequence() <= this.passedThrough;
	}

	// Whether a member that is catching up has yet to read the entry
	boolean isHeld(Node node) {
		return node.entry.sequence() > this.heldFrom;
	}

	void deleteThrough(long sequence) {
		this.deletedThrough = sequence;
	}

	// Whether the oldest entry was deleted
	boolean isDeleted() {
		return this.first < this.end && node(this.first).entry.sequence() <= this.deletedThrough;
	}

	Node removeOldest() {
		Node node = node(this.first);
		this.ring[slot(this.first)] = null;
		this.first++;
		this.bytes -= node.size;
		if (this.unpassed < this.first) {
			this.unpassed = this.first;
			this.unpassedBytes -= node.size;
		}
		this.evictedThrough = node.entry.sequence();
		return node;
	}

	boolean read(long after, long upTo, int max, List<LogEntry> target) {
		if (this.evictedThrough > after) {
			return false;
		}
		int count = 0;
		for (long i = after(after); i < this.end && count < max; i++) {
			LogEntry entry = node(i).entry;
			if (entry.sequence() > upTo) {
				break;
			}
			target.add(entry);
			count++;
		}
		return true;
	}

	private long after(long sequence) {
		long low = this.first;
		long high = this.end;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (node(middle).entry.sequence() <= sequence) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private Node node(long position) {
		return this.ring[slot(position)];
	}

	private int slot(long position) {
		return (int) (position & (this.ring.length - 1));
	}

	/**
	 * An entry in one room, linked into the order of all entries of the log.
	 */
	static final class Node {

		// What an entry costs besides its bytes, about
		private static final int OVERHEAD = 160;

		final RoomLog room;

		final LogEntry entry;

		final int size;

		@Nullable Node older;

		@Nullable Node newer;

		Node(RoomLog room, LogEntry entry) {
			this.room = room;
			this.entry = entry;
			this.size = entry.event().bytes().length + OVERHEAD;
		}

	}

}
