package io.github.ssehub.delivery;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * What was sent to one stream alone and not written yet. Bounded; thread-safe.
 */
final class Mailbox {

	static final int MAX_MESSAGES = 1024;

	static final int MAX_BYTES = 1024 * 1024;

	private final ArrayDeque<Message> messages = new ArrayDeque<>(2);

	private int bytes;

	private boolean ended;

	synchronized boolean offer(Message message) {
		if (this.ended || (!this.messages.isEmpty()
				&& (this.messages.size() >= MAX_MESSAGES || this.bytes + message.length() > MAX_BYTES))) {
			return false;
		}
		this.messages.add(message);
		this.bytes += message.length();
		return true;
	}

	// The end always fits, and nothing comes after it
	synchronized void end(long stamp, CloseReason reason) {
		if (!this.ended) {
			this.ended = true;
			this.messages.add(new Message(stamp, new byte[0], 0, reason));
		}
	}

	synchronized @Nullable Message peek() {
		return this.messages.peek();
	}

	synchronized void remove() {
		Message message = this.messages.remove();
		this.bytes -= message.length();
	}

	synchronized void clear() {
		this.ended = true;
		this.messages.clear();
	}

	/**
	 * One message.
	 *
	 * @param stamp the head when it was sent: it comes after room events up to the stamp
	 * and before later ones
	 * @param bytes holds the block
	 * @param length how many bytes there are
	 * @param end why the stream ends here, or {@code null}
	 */
	record Message(long stamp, byte[] bytes, int length, @Nullable CloseReason end) {

	}

}
