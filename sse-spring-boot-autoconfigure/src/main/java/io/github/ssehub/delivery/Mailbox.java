package io.github.ssehub.delivery;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * What was sent to one connection alone and not written yet, from before it has a stream.
 * Bounded; thread-safe.
 */
public final class Mailbox implements DirectSource {

	static final int MAX_MESSAGES = 1024;

	static final int MAX_BYTES = 1024 * 1024;

	// Most streams never get a message
	private @Nullable ArrayDeque<Message> messages;

	// Read by the loop for each event
	private volatile int size;

	private int bytes;

	private boolean ended;

	/**
	 * Offer a block.
	 * @param stamp the head of the log: the block comes after room events up to there
	 * @param bytes holds the block
	 * @param length how many bytes it has
	 * @return whether there was space for it
	 */
	public synchronized boolean offer(long stamp, byte[] bytes, int length) {
		boolean full = this.size >= MAX_MESSAGES || (this.size > 0 && this.bytes + length > MAX_BYTES);
		return !full && add(Message.block(stamp, bytes, length));
	}

	// Leaves and ends always fit. Nothing comes after the end
	synchronized void force(Message message) {
		boolean added = add(message);
		this.ended |= added && message.end() != null;
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

	@Override
	public @Nullable Message peek() {
		if (this.size == 0) {
			return null;
		}
		synchronized (this) {
			return (this.messages != null) ? this.messages.peek() : null;
		}
	}

	@Override
	public synchronized void remove() {
		Message message = (this.messages != null) ? this.messages.poll() : null;
		if (message != null) {
			this.bytes -= message.length();
			this.size--;
		}
	}

	/**
	 * Drop what is there, and take nothing more.
	 */
	public synchronized void clear() {
		this.ended = true;
		this.messages = null;
		this.size = 0;
	}

}
