package io.github.ssehub.delivery;

/**
 * One stream of the model in one room.
 */
final class ModelMembership {

	final String room;

	// It gets only later events
	final long since;

	// It gets no event that is later than this one
	long leavesAfter = Long.MAX_VALUE;

	boolean left;

	// Through which sequence gaps have told of what is gone
	long toldThrough;

	// The same without the last gap
	long toldBefore;

	// The same without what may have gone after the gaps were made
	long surelyToldThrough;

	ModelMembership(String room, long since) {
		this.room = room;
		this.since = since;
	}

	boolean owes(ModelHistory.Event event) {
		return event.sequence > this.since && event.sequence <= this.leavesAfter && event.rooms.contains(this.room);
	}

	void tell(long gone, long surelyGone) {
		this.surelyToldThrough = Math.max(this.surelyToldThrough, surelyGone);
		this.toldBefore = this.toldThrough;
		this.toldThrough = Math.max(this.toldThrough, gone);
	}

	// Takes effect on all that was not begun
	void leave(long begun) {
		this.leavesAfter = Math.min(this.leavesAfter, begun);
		this.left = true;
	}

	@Override
	public String toString() {
		return this.room + " after " + this.since;
	}

}
