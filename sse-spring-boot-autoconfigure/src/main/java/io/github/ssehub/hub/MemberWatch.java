package io.github.ssehub.hub;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the streams that say who is there, or are to be told so, on their event
 * loops: must not block.
 */
public interface MemberWatch {

	/**
	 * A stream has joined a room, or opened in it.
	 * @param stream the stream
	 * @param room the room, which is not {@code "*"}
	 */
	void joined(Watched stream, String room);

	/**
	 * A stream has left a room.
	 * @param stream the stream
	 * @param room the room
	 */
	void left(Watched stream, String room);

	/**
	 * A stream has ended, and left all rooms by that. Nothing is called after this.
	 * @param stream the stream
	 */
	void closed(Watched stream);

	/**
	 * A stream that is watched.
	 */
	interface Watched {

		/**
		 * Return who is present by it.
		 * @return the name, or {@code null}
		 */
		@Nullable String member();

		/**
		 * Return whether it is told who is there.
		 * @return whether it is
		 */
		boolean isTold();

		/**
		 * Send an event that is encoded already, whatever its size.
		 * @param block the event
		 * @return whether it was accepted
		 */
		boolean send(byte[] block);

	}

}
