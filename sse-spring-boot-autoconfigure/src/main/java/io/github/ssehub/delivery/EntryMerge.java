package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogEntry;

/**
 * Reads the rooms of one stream as one sequence. One instance serves all streams of an
 * event loop, one after the other.
 */
final class EntryMerge {

	private static final int PAGE = 32;

	private final EventLog log;

	private final List<Page> pages = new ArrayList<>();

	// Mutable state for one stream
	private int rooms;

	private long upTo;

	private boolean lost;

	private @Nullable Page next;

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
		this.next = null;
		for (int i = 0; i < this.rooms; i++) {
			this.pages.get(i).start(memberships[i], stream.progress().cursor());
		}
	}

	// Return the next entry after the cursor, or {@code null} if there is none, or one
	// was
	// lost.
	@Nullable LogEntry peek(long cursor) {
		Page next = null;
		LogEntry nextEntry = null;
		for (int i = 0; i < this.rooms; i++) {
			Page page = this.pages.get(i);
			LogEntry entry = page.peek(cursor);
			if (this.lost) {
				return null;
			}
			if (entry != null && (nextEntry == null || entry.sequence() < nextEntry.sequence())) {
				next = page;
				nextEntry = entry;
			}
		}
		this.next = next;
		return nextEntry;
	}

	// Return the room that the last entry was read from.
	String room() {
		Page next = this.next;
		return (next != null && next.membership != null) ? next.membership.room.roomName() : "";
	}

	boolean isLost() {
		return this.lost;
	}

	void clear() {
		for (int i = 0; i < this.rooms; i++) {
			this.pages.get(i).clear();
		}
		this.next = null;
	}

	/**
	 * The next entries of one room.
	 */
	private final class Page {

		private final List<LogEntry> entries = new ArrayList<>();

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
			if (!EntryMerge.this.log.read(membership.room, after, EntryMerge.this.upTo, PAGE, this.entries)) {
				EntryMerge.this.lost = true;
			}
			this.complete = this.entries.size() < PAGE;
		}

		@Nullable LogEntry peek(long cursor) {
			while (true) {
				while (this.position < this.entries.size()) {
					LogEntry entry = this.entries.get(this.position);
					if (entry.sequence() > cursor) {
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

		void clear() {
			this.entries.clear();
			this.membership = null;
		}

	}

}
