package io.github.ssehub.log;

/**
 * An event loop, as the log sees it. Called by any thread; no method may block.
 */
public interface LogReader {

	/**
	 * Called when a room has grown since the reader took what it had, under the lock of
	 * the log: must be short and must not call the log.
	 * @param tap the tap of the room
	 */
	void grown(RoomTap tap);

	/**
	 * Called after entries were taken, without the lock and also if none of the reader's
	 * rooms has grown.
	 */
	void wakeIfGrown();

	/**
	 * Called when somebody has to wait until the reader has passed what is there.
	 */
	void passAtOnce();

	/**
	 * Marks threads that read the log, and so must not wait until it is read.
	 */
	interface ReaderThread {

	}

}
