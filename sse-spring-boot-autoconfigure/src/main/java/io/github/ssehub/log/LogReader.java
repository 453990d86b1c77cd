package io.github.ssehub.log;

/**
 * An event loop, as the log sees it.
 */
public interface LogReader {

	/**
	 * Create the tap of this reader for a room. Called once as long as the reader has
	 * members in the room, under the lock of the log.
	 * @param slot where the log keeps the room
	 * @return the tap
	 */
	RoomTap createTap(RoomTap.Slot slot);

	/**
	 * Called after an append, without the lock and also if none of the reader's rooms has
	 * grown.
	 */
	void wakeIfGrown();

	/**
	 * Called under the lock of the log when a publisher has to wait until the reader has
	 * passed what is there: must be short and must not call the log.
	 */
	void passAtOnce();

	/**
	 * Marks threads that read the log, and so must not wait until it is read.
	 */
	interface ReaderThread {

	}

}
