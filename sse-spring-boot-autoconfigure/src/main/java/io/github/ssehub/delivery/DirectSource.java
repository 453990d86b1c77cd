package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What one stream is sent besides the events of its rooms, in order. Used by the event
 * loop of the stream; whoever fills it posts to the loop that there is more.
 */
interface DirectSource {

	/**
	 * Return the next message, and leave it there.
	 * @return the message, or {@code null} if there is none now
	 */
	@Nullable Message peek();

	/**
	 * Remove the next message: it was written, and there is space for more.
	 */
	void remove();

}
