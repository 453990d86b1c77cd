package io.github.ssehub.hub;

import io.github.ssehub.SseStreamState;

/**
 * Carries out what nodes tell each other of detached streams, in its place among all
 * events. Must not block, and must not publish.
 */
public interface StreamControl {

	/**
	 * Stop a stream, if its source runs here.
	 * @param id the id of the stream
	 */
	void stop(String id);

	/**
	 * End a stream for its readers here, which were offered all of its events.
	 * @param id the id of the stream
	 * @param state how its source has ended
	 * @param last the sequence of its last event, zero if there was none
	 */
	void ended(String id, SseStreamState state, long last);

}
