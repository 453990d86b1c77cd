package io.github.ssehub.log;

import org.jspecify.annotations.Nullable;

/**
 * Where a stream asks to start.
 *
 * @param lastEventId the last event id that the client sent, or {@code null}; anything
 * may be in it
 * @param resumable whether the client may resume from its last event id
 * @param since the id after which a stream that does not resume starts, or {@code null}
 * @param latest how many events of each room such a stream gets otherwise
 * @param keyedOnly whether it gets only those of them that have a key
 * @param filtered whether the stream may refuse events
 */
public record StartRequest(@Nullable String lastEventId, boolean resumable, @Nullable String since, int latest,
		boolean keyedOnly, boolean filtered) {

	/**
	 * All events that a room keeps.
	 */
	public static final int ALL = Integer.MAX_VALUE;

	/**
	 * From now on.
	 */
	public static final StartRequest NOW = new StartRequest(null, false, null, 0, false, false);

}
