package io.github.ssehub.delivery;

/**
 * A block of which a stream has written a part, at most: it is finished whatever happens
 * meanwhile.
 */
final class BegunBlock {

	private final byte[] bytes;

	private final int length;

	private int offset;

	BegunBlock(byte[] bytes, int offset, int length) {
		this.bytes = bytes;
		this.offset = offset;
		this.length = length;
	}

	// Whether the client has a part of it
	boolean isCut() {
		return this.offset > 0;
	}

	boolean isFinished() {
		return this.offset == this.length;
	}

	// Copies more of it, and returns how many bytes
	int copyTo(byte[] target) {
		int count = Math.min(this.length - this.offset, target.length);
		System.arraycopy(this.bytes, this.offset, target, 0, count);
		this.offset += count;
		return count;
	}

}
