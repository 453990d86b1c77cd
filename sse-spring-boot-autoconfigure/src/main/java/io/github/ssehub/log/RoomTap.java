package io.github.ssehub.log;

/**
 * The members of one room that one event loop serves, as the log sees them. Fields are
 * guarded by the lock of the log.
 */
public abstract class RoomTap {

	private final RoomLog room;

	private final LogReader reader;

	// Guarded by the log's lock
	private int members;

	private long passed;

	private long held;

	/**
	 * Create a tap.
	 * @param slot where the log keeps the room
	 */
	protected RoomTap(Slot slot) {
		this.room = slot.room;
		this.reader = slot.reader;
	}

	/**
	 * Return the name of the room.
	 * @return the name
	 */
	public String roomName() {
		return this.room.name();
	}

	/**
	 * Called when the room has a new entry, on the publishing thread and under the lock
	 * of the log: must be short and must not call the log.
	 */
	protected abstract void grown();

	/**
	 * Called before the reader reads what the tap was told of, under the lock of the log:
	 * the next entry is to be told of anew.
	 */
	protected abstract void taken();

	/**
	 * Return the sequence after which members that are catching up have yet to read.
	 * Called on the thread of the reader.
	 * @return the sequence, {@link Long#MAX_VALUE} if no member is catching up
	 */
	protected abstract long heldFrom();

	RoomLog room() {
		return this.room;
	}

	LogReader reader() {
		return this.reader;
	}

	void start(long head) {
		this.passed = head;
		this.held = Long.MAX_VALUE;
	}

	void addMember() {
		this.members++;
	}

	boolean removeMember() {
		this.members--;
		return this.members == 0;
	}

	int members() {
		return this.members;
	}

	void advance(long passed) {
		this.passed = Math.max(this.passed, passed);
		this.held = heldFrom();
	}

	long passed() {
		return this.passed;
	}

	long held() {
		return this.held;
	}

	/**
	 * Names a room of the log towards the {@link LogReader} that creates a tap for it.
	 */
	public static final class Slot {

		private final RoomLog room;

		private final LogReader reader;

		Slot(RoomLog room, LogReader reader) {
			this.room = room;
			this.reader = reader;
		}

	}

}
