package io.github.ssehub;

import org.jspecify.annotations.Nullable;

/**
 * A stream has missed events that can no longer be replayed. Its client was told with an
 * event {@code sse-gap} before anything that came after the loss. Its id is the position
 * from which the stream goes on, unless a snapshot follows that is to be sent again if it
 * does not arrive whole.
 *
 * @param lastEventId the last event id that the client had before, as it sent it unless
 * it got a later one since, or {@code null}
 * @param reason why the events are missing
 * @since 0.1.0
 * @see SseHubListener#gap(SseConnection, SseGap)
 */
public record SseGap(@Nullable String lastEventId, Reason reason) {

	/**
	 * Create a gap.
	 * @param lastEventId the last event id that the client had before, or {@code null}
	 * @param reason why the events are missing
	 * @return the gap
	 */
	public static SseGap of(@Nullable String lastEventId, Reason reason) {
		return new SseGap(lastEventId, reason);
	}

	/**
	 * Why events are missing.
	 */
	public enum Reason {

		/**
		 * The client came back too late: events after its last event id are no longer
		 * kept.
		 */
		EXPIRED,

		/**
		 * The last event id of the client is not known: it is malformed, or of another
		 * run of the server.
		 */
		UNKNOWN,

		/**
		 * The client read so slowly that events it had not been sent are no longer kept.
		 */
		OVERFLOW

	}

}
