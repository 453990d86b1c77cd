package io.github.ssehub.delivery;

import java.util.HashMap;
import java.util.Map;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.RoomTap;
import io.github.ssehub.log.StreamStart;

/**
 * The rooms of one event loop. Used by its loop only.
 */
final class LoopRooms {

	private final EventLog log;

	private final Map<RoomTap, RoomMembers> rooms = new HashMap<>();

	LoopRooms(EventLog log) {
		this.log = log;
	}

	// Without members if those that have joined have yet to get here, or all have left
	RoomMembers find(RoomTap tap) {
		RoomMembers room = this.rooms.get(tap);
		return (room != null) ? room : new RoomMembers(tap);
	}

	void join(StreamCursor cursor, StreamStart.InRoom member) {
		RoomMembers room = this.rooms.computeIfAbsent(member.tap(), RoomMembers::new);
		cursor.memberships().add(room.add(cursor, member.since()));
	}

	void leave(Membership membership) {
		RoomMembers room = membership.room;
		room.remove(membership);
		if (room.members.isEmpty()) {
			this.rooms.remove(room.tap);
		}
		this.log.leave(room.tap);
	}

}
