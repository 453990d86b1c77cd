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

	// Most streams never get a message
	private @Nullable ArrayDeque<Message> messages;

	// Read by the loop for each event
	private volatile int size;

	private int bytes;

	private boolean ended;

	synchronized boolean offer(Message message) {
		boolean full = this.size >= MAX_MESSAGES || (this.size > 0 && this.bytes + message.length() > MAX_BYTES);
		return !full && add(message);
	}

	private boolean add(Message message) {
		if (this.ended) {
			return false;
		}
		if (this.messages == null) {
			this.messages = new ArrayDeque<>(2);
		}
		this.messages.add(message);
		this.bytes += message.length();
		this.size++;
		return true;
	}

	// Nothing comes after the end
	synchronized void end(long stamp, CloseReason reason) {
		this.ended |= add(new Message(stamp, new byte[0], 0, reason));
	}

	@Nullable Message peek() {
		if (this.size == 0) {
			return null;
		}
		synchronized (this) {
			return (this.messages != null) ? this.messages.peek() : null;
		}
	}

	synchronized void remove() {
		Message message = (this.messages != null) ? this.messages.poll() : null;
		if (message != null) {
			this.bytes -= message.length();
			this.size--;
		}
	}

	synchronized void clear() {
		this.ended = true;
		this.messages = null;
		this.size = 0;
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
