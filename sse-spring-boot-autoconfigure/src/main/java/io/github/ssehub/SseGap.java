package io.github.ssehub;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A stream has missed events that can no longer be replayed. Its client was told with an
 * event {@code sse-gap} before anything that came after the loss. Its id is the position
 * from which the stream goes on, unless a snapshot follows that is to be sent again if it
 * does not arrive whole. Immutable.
 *
 * @since 0.1.0
 * @see SseHubListener#gap(SseConnection, SseGap)
 */
public final class SseGap {

	private final @Nullable String lastEventId;

	private final Reason reason;

	private SseGap(@Nullable String lastEventId, Reason reason) {
		this.lastEventId = lastEventId;
		this.reason = reason;
	}

	/**
	 * Return a gap, such as for a test of a listener.
	 * @param lastEventId the last event id that the client had before, or {@code null}
	 * @param reason why the events are missing
	 * @return the gap
	 */
	public static SseGap of(@Nullable String lastEventId, Reason reason) {
		Assert.notNull(reason, "'reason' must not be null");
		return new SseGap(lastEventId, reason);
	}

	/**
	 * Return the last event id that the client had before, as it sent it unless it got a
	 * later one since.
	 * @return the id, or {@code null}
	 */
	public @Nullable String lastEventId() {
		return this.lastEventId;
	}

	/**
	 * Return why the events are missing.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SseGap gap && this.reason == gap.reason
				&& Objects.equals(this.lastEventId, gap.lastEventId);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.lastEventId, this.reason);
	}

	@Override
	public String toString() {
		return "SseGap[lastEventId=" + this.lastEventId + ", reason=" + this.reason + "]";
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
