package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.delivery.RoomMembers.Membership;

/**
 * Streams that leave a room once everything up to a stamp was offered to them. Used by
 * one event loop only.
 */
final class PendingLeaves {

	private final LoopStreams streams;

	private final List<Leave> leaves = new ArrayList<>();

	PendingLeaves(LoopStreams streams) {
		this.streams = streams;
	}

	boolean isEmpty() {
		return this.leaves.isEmpty();
	}

	void add(long stamp, EventStream stream, String room) {
		for (Membership membership : stream.memberships()) {
			if (membership.room.roomName().equals(room)) {
				membership.until = stamp;
			}
		}
		this.leaves.add(new Leave(stamp, stream, room));
	}

	void run(long horizon) {
		this.leaves.removeIf((leave) -> leaveIfPassed(leave, horizon));
	}

	private boolean leaveIfPassed(Leave leave, long horizon) {
		// A stream that has yet to get its turn keeps up
		boolean passed = leave.stamp <= horizon && !leave.stream.progress().isQueued();
		if (passed) {
			this.streams.leave(leave.stream, leave.room);
		}
		return passed;
	}

	private record Leave(long stamp, EventStream stream, String room) {

	}

}
