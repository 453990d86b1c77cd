package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * Something for one stream alone, in its place among the events of its rooms.
 *
 * @param stamp the head when it was sent: it comes after room events up to the stamp and
 * before later ones
 * @param bytes holds a block to write
 * @param length how many bytes there are
 * @param events how many events that is, none or one
 * @param leave the room that the stream leaves here, or {@code null}
 * @param end why the stream ends here, or {@code null}
 * @param removed told once that the message is no longer needed, or {@code null} if it
 * counts as one that was offered
 */
record Message(long stamp, byte[] bytes, int length, int events, @Nullable String leave, @Nullable CloseReason end,
		@Nullable Runnable removed) {

	// The stamp of what belongs to the opening, and comes before everything
	static final long OPENING = -1;

	private static final byte[] NOTHING = {};

	static Message event(long stamp, byte[] bytes, int length, @Nullable Runnable removed) {
		return new Message(stamp, bytes, length, 1, null, null, removed);
	}

	static Message position(long stamp, byte[] bytes, int length, Runnable removed) {
		return new Message(stamp, bytes, length, 0, null, null, removed);
	}

	static Message leave(long stamp, String room) {
		return new Message(stamp, NOTHING, 0, 0, room, null, null);
	}

	static Message end(long stamp, CloseReason reason) {
		return new Message(stamp, NOTHING, 0, 0, null, reason, null);
	}

}
