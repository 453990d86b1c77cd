package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.log.RoomTap;

/**
 * The members of one room that one event loop serves. Used by its loop only.
 */
final class RoomMembers {

	final RoomTap tap;

	final List<Membership> members = new ArrayList<>(2);

	private long pass;

	RoomMembers(RoomTap tap) {
		this.tap = tap;
	}

	String name() {
		return this.tap.roomName();
	}

	Membership add(StreamCursor cursor, long since) {
		Membership membership = new Membership(cursor, this, since);
		membership.index = this.members.size();
		this.members.add(membership);
		return membership;
	}

	// The last one takes the place, so that a walk from the end misses none
	void remove(Membership membership) {
		Membership last = this.members.remove(this.members.size() - 1);
		if (last != membership) {
			last.index = membership.index;
			this.members.set(last.index, last);
		}
	}

	boolean isInPass(long pass) {
		return this.pass == pass;
	}

	void enterPass(long pass) {
		this.pass = pass;
	}

}
