package io.github.ssehub.log;

/**
 * What the rooms of a log have taken and their readers have yet to pass: bounded for each
 * room and for all together. Thread-safe; no method blocks.
 */
public interface LogWindow {

	/**
	 * Return whether a record may be taken without anything being dropped.
	 * @param record the record
	 * @return whether there is space
	 */
	boolean hasSpace(LogRecord record);

	/**
	 * Make space for a record by dropping the oldest of what readers have yet to pass.
	 * @param record the record
	 */
	void makeSpace(LogRecord record);

	/**
	 * Have the readers pass what is there at once.
	 */
	void hurry();

	/**
	 * Set what is to be called when there may be more space. It is called without a lock,
	 * on any thread.
	 * @param listener the listener
	 */
	void onSpace(Runnable listener);

}
