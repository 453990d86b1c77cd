package io.github.ssehub.delivery;

/**
 * A block of which a stream has written a part, at most: it is finished whatever happens
 * meanwhile.
 */
final class BegunBlock {

	private final byte[] bytes;

	private final int length;

	private final int events;

	private int offset;

	BegunBlock(byte[] bytes, int offset, int length, int events) {
		this.bytes = bytes;
		this.offset = offset;
		this.length = length;
		this.events = events;
	}

	// Whether the client has a part of it
	boolean isCut() {
		return this.offset > 0;
	}

	boolean isFinished() {
		return this.offset == this.length;
	}

	// Copies more of it
	void copyTo(WriteBuffer buffer) {
		int count = Math.min(this.length - this.offset, buffer.space());
		boolean last = this.offset + count == this.length;
		buffer.add(this.bytes, this.offset, count, last ? this.events : 0);
		this.offset += count;
	}

}
