package io.github.ssehub;

/**
 * Why an event stream ended.
 *
 * @since 0.1.0
 */
public enum CloseReason {

	/**
	 * The client went away: a write failed, or the container reported that the connection
	 * is gone.
	 */
	CLIENT_GONE,

	/**
	 * The application ended the stream.
	 */
	COMPLETED,

	/**
	 * The client stopped reading: nothing could be written to it for the write timeout.
	 */
	STALLED,

	/**
	 * The client fell so far behind that an event it had not been sent is no longer kept.
	 */
	OVERFLOW,

	/**
	 * The stream reached its maximum age.
	 */
	MAX_AGE,

	/**
	 * The application is shutting down.
	 */
	DRAINED,

	/**
	 * The stream was refused before it opened.
	 */
	REFUSED,

	/**
	 * The stream was ended with all others of its user, at once.
	 */
	KICKED,

	/**
	 * The user may have no more streams and opened another one, for which this one, the
	 * oldest, has ended at once.
	 */
	REPLACED,

	/**
	 * The client is no longer allowed to read the stream, which has ended at once.
	 */
	UNAUTHORIZED,

	/**
	 * The stream ended with an error of the application or the server.
	 */
	ERROR

}
