package io.github.ssehub.delivery;

import java.util.List;

import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.log.StreamPast;

/**
 * One stream in one room. Used by one event loop only.
 */
final class Membership {

	final StreamCursor cursor;

	final RoomMembers room;

	// The stream sees only later events of the room in the log
	long since;

	// And before them these, which the log no longer has
	private List<RoomEntry> past = List.of();

	private int nextPast;

	// The room was closed: the stream leaves once it has its last event
	long leavesAt = Long.MAX_VALUE;

	// The place among the members of the room
	int index;

	Membership(StreamCursor cursor, RoomMembers room, long since) {
		this.cursor = cursor;
		this.room = room;
		this.since = since;
	}

	// Unless the stream came to the room later
	void goBack(StreamPast past) {
		if (this.since <= past.after()) {
			this.past = past.entries(this.room.tap);
			this.since = past.through();
		}
	}

	// Return whether there are any after the sequence, not all of which may be added
	boolean readPast(long after, long upTo, int max, List<RoomEntry> target) {
		while (this.nextPast < this.past.size() && sequence(this.nextPast) <= after) {
			this.nextPast++;
		}
		if (this.nextPast == this.past.size()) {
			this.past = List.of();
			this.nextPast = 0;
			return false;
		}
		int end = Math.min(this.past.size(), this.nextPast + max);
		for (int i = this.nextPast; i < end && sequence(i) <= upTo; i++) {
			target.add(this.past.get(i));
		}
		return true;
	}

	private long sequence(int index) {
		return this.past.get(index).entry().sequence();
	}

}
