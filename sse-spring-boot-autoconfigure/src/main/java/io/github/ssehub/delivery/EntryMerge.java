package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.RoomEntry;

/**
 * Reads the rooms of one stream as one sequence. One instance serves all streams of an
 * event loop, one after the other.
 */
final class EntryMerge {

	static final long NONE = -1;

	private static final int PAGE = 32;

	private final EventLog log;

	private final List<Page> pages = new ArrayList<>();

	// Mutable state for one stream
	private int rooms;

	private long upTo;

	private boolean lost;

	EntryMerge(EventLog log) {
		this.log = log;
	}

	void start(EventStream stream, long upTo) {
		Membership[] memberships = stream.memberships();
		while (this.pages.size() < memberships.length) {
			this.pages.add(new Page());
		}
		this.rooms = memberships.length;
		this.upTo = upTo;
		this.lost = false;
		for (int i = 0; i < this.rooms; i++) {
			this.pages.get(i).start(memberships[i], stream.progress().cursor());
		}
	}

	// Return the next entry after the cursor, or null if there is none or one was lost.
	@Nullable RoomEntry peek(long cursor) {
		RoomEntry nextEntry = null;
		for (int i = 0; i < this.rooms; i++) {
			Page page = this.pages.get(i);
			RoomEntry entry = page.peek(cursor);
			if (this.lost) {
				return null;
			}
			if (entry != null && (nextEntry == null || entry.entry().sequence() < nextEntry.entry().sequence())) {
				nextEntry = entry;
			}
		}
		return nextEntry;
	}

	// Whether the stream gets the next entry, through any of the rooms that have it.
	boolean isIncluded(EventStream stream, EntrySelection selection, RoomEntry next) {
		for (int i = 0; i < this.rooms; i++) {
			Page page = this.pages.get(i);
			RoomEntry entry = page.current();
			if (entry != null && entry.entry() == next.entry() && selection.includes(stream, page.roomName(), entry)) {
				return true;
			}
		}
		return false;
	}

	boolean isLost() {
		return this.lost;
	}

	boolean hasMissed() {
		for (int i = 0; i < this.rooms; i++) {
			if (this.pages.get(i).missedThrough() > 0) {
				return true;
			}
		}
		return false;
	}

	// Return through where events are missing before the next entry, or NONE.
	// @param all whether to wait for the last of those that are known
	long missedBefore(@Nullable RoomEntry next, boolean all) {
		// One room may have lost the next entry, which another still has
		long reached = (next != null) ? next.entry().sequence() : this.upTo;
		long position = NONE;
		for (int i = 0; i < this.rooms; i++) {
			Page page = this.pages.get(i);
			long missedThrough = page.missedThrough();
			if (missedThrough > reached && all) {
				return NONE;
			}
			if (missedThrough > 0 && missedThrough <= reached && !(next != null && page.missedOnly(reached))) {
				position = Math.max(position, missedThrough);
			}
		}
		return (next != null) ? Math.min(position, reached - 1) : position;
	}

	void clear() {
		for (int i = 0; i < this.rooms; i++) {
			this.pages.get(i).clear();
		}
	}

	/**
	 * The next entries of one room.
	 */
	private final class Page {

		private final List<RoomEntry> entries = new ArrayList<>();

		private @Nullable Membership membership;

		private int position;

		private boolean complete;

		void start(Membership membership, long cursor) {
			this.membership = membership;
			load(cursor);
		}

		private void load(long cursor) {
			Membership membership = this.membership;
			if (membership == null) {
				return;
			}
			this.entries.clear();
			this.position = 0;
			long after = Math.max(cursor, membership.since);
			long upTo = Math.min(EntryMerge.this.upTo, membership.until);
			if (!EntryMerge.this.log.read(membership.room, after, upTo, PAGE, membership.stream.filter() != null,
					this.entries)) {
				EntryMerge.this.lost = true;
			}
			this.complete = this.entries.size() < PAGE;
		}

		@Nullable RoomEntry peek(long cursor) {
			while (true) {
				while (this.position < this.entries.size()) {
					RoomEntry entry = this.entries.get(this.position);
					if (entry.entry().sequence() > cursor) {
						return entry;
					}
					this.position++;
				}
				if (this.complete) {
					return null;
				}
				load(cursor);
			}
		}

		// The entry that was peeked at last
		@Nullable RoomEntry current() {
			return (this.position < this.entries.size()) ? this.entries.get(this.position) : null;
		}

		long missedThrough() {
			Membership membership = this.membership;
			return (membership != null) ? membership.missedThrough() : 0;
		}

		boolean missedOnly(long sequence) {
			Membership membership = this.membership;
			return membership != null && membership.missedOnly(sequence);
		}

		String roomName() {
			Membership membership = this.membership;
			return (membership != null) ? membership.room.roomName() : "";
		}

		void clear() {
			this.entries.clear();
			this.membership = null;
		}

	}

}
