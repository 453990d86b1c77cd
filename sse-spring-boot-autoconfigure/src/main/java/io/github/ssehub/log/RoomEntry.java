package io.github.ssehub.log;

import org.jspecify.annotations.Nullable;

/**
 * An event in the log of one room. Links to other entries are guarded by the lock of the
 * {@link EventLog}, but for the successor.
 */
public final class RoomEntry {

	// What an entry costs besides its bytes, about
	private static final int OVERHEAD = 160;

	final RoomLog room;

	final int size;

	// The next entry with the same id of the application's
	@Nullable RoomEntry sameId;

	private final LogEntry entry;

	private volatile @Nullable RoomEntry successor;

	RoomEntry(RoomLog room, LogEntry entry) {
		this.room = room;
		this.entry = entry;
		this.size = entry.event().bytes().length + OVERHEAD;
	}

	/**
	 * Return the event, which other rooms may have too.
	 * @return the event
	 */
	public LogEntry entry() {
		return this.entry;
	}

	/**
	 * Return the next entry of the room with the same key. May be called by any thread.
	 * @return the successor, or {@code null} if there is none, or no key
	 */
	public @Nullable RoomEntry successor() {
		return this.successor;
	}

	void setSuccessor(RoomEntry successor) {
		this.successor = successor;
	}

	long sequence() {
		return this.entry.sequence();
	}

}
