package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one room, and how far readers have come. All access is guarded by the
 * lock of the {@link EventLog}.
 */
final class RoomLog {

	private final String name;

	private final RoomRetention retention;

	private final AgeOrder order;

	private final List<RoomTap> taps = new ArrayList<>(1);

	private final EntryRing ring = new EntryRing();

	private final RoomIndex index = new RoomIndex();

	// Where some room was closed last before this one was made, which may have been it
	private final long maybeClosedAt;

	// Where the room is in the order, -1 if it is not
	int agePlace = -1;

	// Position in the ring of the first entry that some reader has not passed
	private long unpassed;

	private long bytes;

	private long unpassedBytes;

	private long passedThrough;

	private long lostThrough;

	private long evictedThrough;

	private long deletedThrough;

	private long lastSequence;

	RoomLog(String name, RoomRetention retention, AgeOrder order, long head, long lostThrough, long maybeClosedAt) {
		this.name = name;
		this.retention = retention;
		this.order = order;
		this.maybeClosedAt = maybeClosedAt;
		this.passedThrough = head;
		this.lostThrough = lostThrough;
		this.lastSequence = lostThrough;
	}

	String name() {
		return this.name;
	}

	RoomRetention retention() {
		return this.retention;
	}

	List<RoomTap> taps() {
		return this.taps;
	}

	int size() {
		return this.ring.size();
	}

	long bytes() {
		return this.bytes;
	}

	long unpassedBytes() {
		return this.unpassedBytes;
	}

	long lostThrough() {
		return this.lostThrough;
	}

	// A filter may refuse the newer event with the key of one that is gone
	long lostThrough(boolean filtered) {
		return filtered ? Math.max(this.lostThrough, this.evictedThrough) : this.lostThrough;
	}

	// What was deleted may still be kept for members that have yet to read it
	long goneThrough(boolean filtered) {
		return Math.max(lostThrough(filtered), this.deletedThrough);
	}

	// Whether what is gone after a sequence may be read from a journal that has it
	boolean hasPast(long after) {
		return this.retention.hasPast() && this.deletedThrough <= after;
	}

	long maybeClosedAt() {
		return this.maybeClosedAt;
	}

	long lastSequence() {
		return this.lastSequence;
	}

	void add(RoomEntry entry) {
		this.ring.add(entry);
		this.index.add(entry);
		this.lastSequence = entry.sequence();
		this.bytes += entry.size;
		this.unpassedBytes += entry.size;
	}

	// Takes over how far the readers have come
	void updatePassed(long head) {
		long passed = head;
		for (RoomTap tap : this.taps) {
			passed = Math.min(passed, tap.passedThrough());
		}
		this.passedThrough = passed;
		while (this.unpassed < this.ring.end() && this.ring.get(this.unpassed).sequence() <= passed) {
			this.unpassedBytes -= this.ring.get(this.unpassed).size;
			this.unpassed++;
		}
		this.order.update(this);
	}

	// Whether it keeps entries that all readers have passed
	boolean hasPassed() {
		return this.unpassed > this.ring.first();
	}

	@Nullable RoomEntry oldest() {
		return this.ring.oldest();
	}

	long oldestSequence() {
		return this.ring.get(this.ring.first()).sequence();
	}

	// Whether all readers have offered the entry to all of their members
	boolean isPassed(RoomEntry entry) {
		return entry.sequence() <= this.passedThrough;
	}

	// Whether a member that is catching up may have yet to read the entry
	boolean isHeld(RoomEntry entry) {
		for (RoomTap tap : this.taps) {
			if (entry.sequence() > tap.mark().heldFrom()) {
				return true;
			}
		}
		return false;
	}

	// Returns the last sequence that is deleted
	long delete() {
		this.deletedThrough = this.lastSequence;
		this.index.forgetKeys();
		return this.deletedThrough;
	}

	// The oldest entry, if all readers have passed it and the limits do not want it
	@Nullable RoomEntry surplus() {
		RoomEntry oldest = this.ring.oldest();
		boolean surplus = oldest != null && isPassed(oldest) && (size() > this.retention.events()
				|| this.bytes > this.retention.size() || oldest.sequence() <= this.deletedThrough);
		return surplus ? oldest : null;
	}

	RoomEntry removeOldest() {
		RoomEntry entry = this.ring.removeOldest();
		this.index.remove(entry);
		this.bytes -= entry.size;
		if (this.unpassed < this.ring.first()) {
			this.unpassed = this.ring.first();
			this.unpassedBytes -= entry.size;
		}
		this.order.update(this);
		this.evictedThrough = entry.sequence();
		if (entry.successor() == null) {
			this.lostThrough = entry.sequence();
		}
		return entry;
	}

	// Whatever was here, and whatever should have been, is gone
	void loseThrough(long sequence) {
		this.lostThrough = sequence;
		this.lastSequence = sequence;
	}

	boolean read(long after, long upTo, int max, boolean filtered, List<RoomEntry> target) {
		if (lostThrough(filtered) > after) {
			return false;
		}
		int count = 0;
		for (long i = this.ring.after(after); i < this.ring.end() && count < max; i++) {
			RoomEntry entry = this.ring.get(i);
			if (entry.sequence() > upTo) {
				break;
			}
			target.add(entry);
			count++;
		}
		return true;
	}

	// The first entry after a sequence
	@Nullable RoomEntry first(long after) {
		long position = this.ring.after(after);
		return (position < this.ring.end()) ? this.ring.get(position) : null;
	}

	// The first of the last entries that were not deleted, or null
	@Nullable RoomEntry firstOfLatest(int count) {
		int kept = Math.min(count, size());
		RoomEntry first = (kept > 0) ? this.ring.get(this.ring.end() - kept) : null;
		return (first != null && first.sequence() <= this.deletedThrough) ? first(this.deletedThrough) : first;
	}

	@Nullable RoomEntry findById(String id) {
		return this.index.findById(id);
	}

}
