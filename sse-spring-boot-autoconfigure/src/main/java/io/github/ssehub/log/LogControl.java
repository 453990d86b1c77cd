package io.github.ssehub.log;

/**
 * Carries out records that are no broadcast, in their place in the order.
 */
@FunctionalInterface
public interface LogControl {

	/**
	 * Carry out a record, on the thread that takes it: with everything before it in the
	 * log, and nothing after. Called without the lock of the log, one call after the
	 * other. Must not block, and must not publish.
	 * @param record the record
	 */
	void carryOut(LogRecord record);

}
