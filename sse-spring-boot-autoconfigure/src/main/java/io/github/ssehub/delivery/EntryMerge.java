package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.RoomEntry;

/**
 * Reads the rooms of one stream as one sequence. One instance serves all streams of an
 * event loop, one after the other.
 */
final class EntryMerge {

	private static final int PAGE = 32;

	private final EventLog log;

	private final List<Page> pages = new ArrayList<>();

	// Mutable state for one stream
	private List<Membership> memberships = List.of();

	private long upTo;

	private boolean lost;

	EntryMerge(EventLog log) {
		this.log = log;
	}

	// Return whether nothing was lost
	boolean start(StreamCursor cursor, long upTo) {
		this.memberships = cursor.memberships();
		while (this.pages.size() < this.memberships.size()) {
			this.pages.add(new Page());
		}
		this.upTo = upTo;
		this.lost = false;
		for (int i = 0; i < this.memberships.size(); i++) {
			this.pages.get(i).load(this.memberships.get(i), cursor.position());
		}
		return !this.lost;
	}

	// Return the next entry after a position, or null if there is none or one was lost
	@Nullable RoomEntry peek(long position) {
		RoomEntry nextEntry = null;
		for (int i = 0; i < this.memberships.size(); i++) {
			RoomEntry entry = this.pages.get(i).peek(this.memberships.get(i), position);
			if (this.lost) {
				return null;
			}
			if (entry != null && (nextEntry == null || entry.entry().sequence() < nextEntry.entry().sequence())) {
				nextEntry = entry;
			}
		}
		return nextEntry;
	}

	// Whether the stream gets the next entry, through any of the rooms that have it
	boolean isIncluded(StreamCursor cursor, EntrySelection selection, RoomEntry next) {
		for (int i = 0; i < this.memberships.size(); i++) {
			RoomEntry entry = this.pages.get(i).current();
			if (entry != null && entry.entry().sequence() == next.entry().sequence()
					&& selection.includes(cursor, this.memberships.get(i).room.name(), entry)) {
				return true;
			}
		}
		return false;
	}

	boolean isLost() {
		return this.lost;
	}

	void clear() {
		for (int i = 0; i < this.memberships.size(); i++) {
			this.pages.get(i).entries.clear();
		}
		this.memberships = List.of();
	}

	/**
	 * The next entries of one room.
	 */
	private final class Page {

		private final List<RoomEntry> entries = new ArrayList<>();

		private int position;

		private boolean complete;

		void load(Membership membership, long position) {
			this.entries.clear();
			this.position = 0;
			long upTo = Math.min(EntryMerge.this.upTo, membership.leavesAt);
			if (membership.readPast(position, upTo, PAGE, this.entries)) {
				// Behind the last of them may be more
				this.complete = this.entries.isEmpty();
				return;
			}
			long after = Math.max(position, membership.since);
			if (!EntryMerge.this.log.read(membership.room.tap, after, upTo, PAGE, membership.cursor.isFiltered(),
					this.entries)) {
				EntryMerge.this.lost = true;
			}
			this.complete = this.entries.size() < PAGE;
		}

		@Nullable RoomEntry peek(Membership membership, long after) {
			while (true) {
				while (this.position < this.entries.size()) {
					RoomEntry entry = this.entries.get(this.position);
					if (entry.entry().sequence() > after) {
						return entry;
					}
					this.position++;
				}
				if (this.complete) {
					return null;
				}
				load(membership, after);
			}
		}

		// The entry that was peeked at last
		@Nullable RoomEntry current() {
			return (this.position < this.entries.size()) ? this.entries.get(this.position) : null;
		}

	}

}
