package io.github.ssehub;

/**
 * How a client is told the position at which its stream starts.
 *
 * @since 0.1.0
 */
public enum OpeningForm {

	/**
	 * A block with an id and no data, which a browser remembers and does not dispatch
	 * (HTML Living Standard, 9.2.6).
	 */
	BLOCK,

	/**
	 * An event {@code sse-open} with an id, for clients that ignore an id without data.
	 */
	EVENT

}
