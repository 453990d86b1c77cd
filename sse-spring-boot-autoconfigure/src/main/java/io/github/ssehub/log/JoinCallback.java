package io.github.ssehub.log;

/**
 * Is told where a member starts.
 */
@FunctionalInterface
public interface JoinCallback {

	/**
	 * Called under the lock of the log: must be short and must not call the log.
	 * @param start where the member starts in each room, in the order of the rooms
	 */
	void joined(StreamStart start);

}
