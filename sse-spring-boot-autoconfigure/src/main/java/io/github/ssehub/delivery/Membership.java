package io.github.ssehub.delivery;

/**
 * One stream in one room. Used by one event loop only.
 */
final class Membership {

	final StreamCursor cursor;

	final RoomMembers room;

	// The stream sees only later events of the room
	long since;

	// The room was closed: the stream leaves once it has its last event
	long leavesAt = Long.MAX_VALUE;

	// The place among the members of the room
	int index;

	Membership(StreamCursor cursor, RoomMembers room, long since) {
		this.cursor = cursor;
		this.room = room;
		this.since = since;
	}

}
