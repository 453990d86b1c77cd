package io.github.ssehub.log;

import org.jspecify.annotations.Nullable;

/**
 * How a node gets on with the engine that its journal shares with others.
 *
 * @param up whether it publishes, and has what others publish
 * @param lag how many sequences it has yet to read, as far as it knows
 * @param inFlight how many records it has yet to publish, or to read back
 * @param losses how often entries were gone
 * @param reconnects how often a connection was made anew
 * @param problem what is wrong, or {@code null}
 */
public record JournalStatus(boolean up, long lag, int inFlight, long losses, long reconnects,
		@Nullable Throwable problem) {

}
