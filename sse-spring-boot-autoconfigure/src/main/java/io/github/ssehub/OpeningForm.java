package io.github.ssehub;

/**
 * How a client is told the position of its stream where there is no event to tell it
 * with: when the stream opens, with a heartbeat behind which other rooms have moved on,
 * and after a gap or a snapshot.
 *
 * @since 0.1.0
 */
public enum OpeningForm {

	/**
	 * A block with an id and no data, which a client is to remember and not to dispatch
	 * (HTML Living Standard, 9.2.6). Chromium does; Firefox, WebKit and many libraries
	 * ignore an id without data.
	 */
	BLOCK,

	/**
	 * An event {@code sse-open} or {@code sse-position} with an id, which every client
	 * remembers, and no page sees that does not listen for it.
	 */
	EVENT

}
