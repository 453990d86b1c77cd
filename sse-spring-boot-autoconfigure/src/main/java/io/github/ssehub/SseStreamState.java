package io.github.ssehub;

/**
 * How far the source of a detached stream has come.
 *
 * @since 0.1.0
 * @see SseStreams
 */
public enum SseStreamState {

	/**
	 * It has not ended.
	 */
	RUNNING,

	/**
	 * It has completed.
	 */
	COMPLETED,

	/**
	 * It has failed, or what it offered was too much.
	 */
	FAILED,

	/**
	 * It was stopped.
	 */
	STOPPED,

	/**
	 * The node of a cluster on which it ran is gone, or shut down before it ended.
	 */
	LOST

}
