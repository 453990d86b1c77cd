package io.github.ssehub.delivery;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * What was sent to one connection alone and not written yet, from before it has a stream.
 * Bounded; thread-safe.
 */
public final class Mailbox {

	static final int MAX_MESSAGES = 1024;

	static final int MAX_BYTES = 1024 * 1024;

	// Most streams never get a message
	private @Nullable ArrayDeque<Message> messages;

	// Read by the loop for each event
	private volatile int size;

	// Of what was offered, unlike a snapshot and the elements of a source
	private int offered;

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
		boolean full = this.offered >= MAX_MESSAGES || (this.offered > 0 && this.bytes + length > MAX_BYTES);
		return !full && add(Message.event(stamp, bytes, length, null));
	}

	/**
	 * Add a block, whatever there is: whoever adds it knows its bounds.
	 * @param stamp the head of the log: the block comes after room events up to there
	 * @param bytes holds the block
	 * @param length how many bytes it has
	 * @param removed told once that the block was written or dropped; must not block
	 * @return whether it was added, which it is not after the end
	 */
	public synchronized boolean add(long stamp, byte[] bytes, int length, Runnable removed) {
		return add(Message.event(stamp, bytes, length, removed));
	}

	/**
	 * Add a block that tells the client a position, and is no event of anybody.
	 * @param stamp the head of the log: the block comes after room events up to there
	 * @param bytes holds the block
	 */
	public synchronized void addPosition(long stamp, byte[] bytes) {
		add(Message.position(stamp, bytes, bytes.length, Mailbox::nothing));
	}

	private static void nothing() {
	}

	/**
	 * Put a snapshot before all else, block by block.
	 * @param blocks the events
	 * @param position a block that tells the client a position after them, or
	 * {@code null}
	 * @param released told the size of each block that is no longer needed
	 */
	public synchronized void begin(List<byte[]> blocks, byte @Nullable [] position, IntConsumer released) {
		if (this.ended) {
			blocks.forEach((block) -> released.accept(block.length));
			if (position != null) {
				released.accept(position.length);
			}
			return;
		}
		ArrayDeque<Message> later = this.messages;
		this.messages = new ArrayDeque<>(blocks.size() + 2);
		for (byte[] block : blocks) {
			Runnable removed = () -> released.accept(block.length);
			this.messages.add(Message.event(Message.OPENING, block, block.length, removed));
		}
		if (position != null) {
			Runnable removed = () -> released.accept(position.length);
			this.messages.add(Message.position(Message.OPENING, position, position.length, removed));
		}
		if (later != null) {
			this.messages.addAll(later);
		}
		this.size = this.messages.size();
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
		if (message.removed() == null) {
			this.offered++;
			this.bytes += message.length();
		}
		this.size++;
		return true;
	}

	// Whether nothing fits any more, however much space there is
	synchronized boolean isEnded() {
		return this.ended;
	}

	// The next message, which stays there
	@Nullable Message peek() {
		if (this.size == 0) {
			return null;
		}
		synchronized (this) {
			return (this.messages != null) ? this.messages.peek() : null;
		}
	}

	// The next message was written, and there is space for more
	synchronized void remove() {
		Message message = (this.messages != null) ? this.messages.poll() : null;
		if (message != null) {
			forget(message);
			this.size--;
		}
	}

	private void forget(Message message) {
		if (message.removed() == null) {
			this.offered--;
			this.bytes -= message.length();
		}
		else {
			message.removed().run();
		}
	}

	/**
	 * Drop what is there, and take nothing more.
	 */
	public synchronized void clear() {
		this.ended = true;
		if (this.messages != null) {
			this.messages.forEach(this::forget);
			this.messages = null;
		}
		this.size = 0;
	}

}
