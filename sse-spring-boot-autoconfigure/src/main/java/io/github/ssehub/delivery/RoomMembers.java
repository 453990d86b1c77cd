package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.github.ssehub.log.RoomTap;
import io.github.ssehub.log.Start;

/**
 * The members of one room that one event loop serves. Used by its loop only, but for
 * {@link #grown()}.
 */
final class RoomMembers extends RoomTap {

	private final Queue<RoomMembers> grownRooms;

	private final ArrayList<Membership> members = new ArrayList<>(2);

	// Guarded by the log's lock
	private boolean announced;

	// Mutable state of the loop
	private long pass;

	private boolean reported;

	private long heldFrom = Long.MAX_VALUE;

	RoomMembers(Slot slot, Queue<RoomMembers> grownRooms) {
		super(slot);
		this.grownRooms = grownRooms;
	}

	@Override
	protected void grown() {
		if (!this.announced) {
			this.announced = true;
			this.grownRooms.add(this);
		}
	}

	@Override
	protected void taken() {
		this.announced = false;
	}

	@Override
	protected long heldFrom() {
		return this.heldFrom;
	}

	void clearHold() {
		this.heldFrom = Long.MAX_VALUE;
	}

	void hold(long from) {
		this.heldFrom = Math.min(this.heldFrom, from);
	}

	boolean isHeld() {
		return this.heldFrom != Long.MAX_VALUE;
	}

	List<Membership> members() {
		return this.members;
	}

	static Membership join(EventStream stream, Start.Member member) {
		RoomMembers room = (RoomMembers) member.tap();
		Membership membership = new Membership(stream, room, member.since());
		membership.missed = member.missed();
		membership.single = member.single();
		membership.index = room.members.size();
		room.members.add(membership);
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

	boolean markReported() {
		boolean first = !this.reported;
		this.reported = true;
		return first;
	}

	void clearReported() {
		this.reported = false;
	}

	/**
	 * One stream in one room.
	 */
	static final class Membership {

		final EventStream stream;

		final RoomMembers room;

		// The stream sees only later events of the room
		long since;

		// Whether the client has missed events up to there, and is to be told so
		boolean missed;

		// Whether that is one event, and no loss if it comes through another room
		boolean single;

		// Whether it missed them because it was too slow
		boolean overflowed;

		// The stream sees only events up to here: it is leaving
		long until = Long.MAX_VALUE;

		int index;

		Membership(EventStream stream, RoomMembers room, long since) {
			this.stream = stream;
			this.room = room;
			this.since = since;
		}

		// Events after a position and up to a sequence are no longer kept
		void miss(long position, long through, boolean overflow) {
			this.single = !this.missed && through == position + 1;
			this.since = through;
			this.missed = true;
			this.overflowed |= overflow;
		}

		// Return through where events were missed, or zero
		long missedThrough() {
			return this.missed ? this.since : 0;
		}

		boolean missedOnly(long sequence) {
			return this.missed && this.single && this.since == sequence;
		}

		// The client was told of all up to a position
		void tellMissed(long position) {
			if (missedThrough() <= position) {
				forgetMissed();
			}
			else if (missedThrough() == position + 1) {
				this.single = true;
			}
		}

		void forgetMissed() {
			this.missed = false;
			this.overflowed = false;
		}

	}

}
