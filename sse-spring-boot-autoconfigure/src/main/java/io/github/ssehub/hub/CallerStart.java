package io.github.ssehub.hub;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.StartRequest;

/**
 * Where a stream for one caller starts, which gets nothing of what is broadcast to all.
 *
 * @param room a room that nobody can name, or {@code null} for a stream that gets only
 * what is sent to its connection
 * @param idPrefix what the ids of the hub begin with for the client, or {@code null} if
 * it is told none
 * @param after the id of the hub after which the stream starts in its room, or
 * {@code null} if it has none
 */
public record CallerStart(@Nullable String room, @Nullable String idPrefix, @Nullable String after) {

	/**
	 * A stream that gets only what is sent to its connection.
	 */
	public static final CallerStart DIRECT = new CallerStart(null, null, null);

	StartRequest request() {
		return (this.after != null) ? new StartRequest(this.after, true, null, 0, false, false) : StartRequest.NOW;
	}

}
