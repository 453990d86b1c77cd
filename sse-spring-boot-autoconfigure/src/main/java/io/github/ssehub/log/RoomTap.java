package io.github.ssehub.log;

/**
 * The members of one room that one reader serves, as the log sees them. Only the name is
 * for others; all else is guarded by the lock of the {@link EventLog}.
 */
public final class RoomTap {

	private final RoomLog room;

	private final ReaderMark mark;

	// Nobody was a member before
	private final long joinedAt;

	// Mutable state
	private int members;

	private boolean announced;

	RoomTap(RoomLog room, ReaderMark mark, long head) {
		this.room = room;
		this.mark = mark;
		this.joinedAt = head;
	}

	/**
	 * Return the name of the room.
	 * @return the name
	 */
	public String roomName() {
		return this.room.name();
	}

	RoomLog room() {
		return this.room;
	}

	ReaderMark mark() {
		return this.mark;
	}

	void addMember() {
		this.members++;
	}

	boolean removeMember() {
		this.members--;
		return this.members == 0;
	}

	// Through which sequence everything was offered to all members
	long passedThrough() {
		return Math.max(this.joinedAt, this.mark.passedThrough());
	}

	// Tells the reader once, until it has taken what there is
	void announce() {
		if (!this.announced) {
			this.announced = true;
			this.mark.reader().grown(this);
		}
	}

	void taken() {
		this.announced = false;
	}

}
