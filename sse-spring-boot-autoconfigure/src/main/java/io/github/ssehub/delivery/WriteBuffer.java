package io.github.ssehub.delivery;

import java.io.IOException;

/**
 * Collects what is written at once, and how many events end in it. Used by one event loop
 * only.
 */
final class WriteBuffer {

	private byte[] bytes = new byte[Sink.MAX_WRITE];

	private int used;

	private int events;

	boolean isEmpty() {
		return this.used == 0;
	}

	int space() {
		return this.bytes.length - this.used;
	}

	void add(byte[] source, int offset, int length, int events) {
		System.arraycopy(source, offset, this.bytes, this.used, length);
		this.used += length;
		this.events += events;
	}

	// Return whether the output takes more
	boolean writeTo(StreamOutput output, long now) throws IOException {
		output.write(this.bytes, 0, this.used, now);
		output.delivered(this.events);
		boolean writable = output.isWritable(now);
		if (!writable) {
			// Its sink may keep the bytes until it is ready
			renew();
		}
		return writable;
	}

	void clear() {
		this.used = 0;
		this.events = 0;
	}

	void renew() {
		this.bytes = new byte[Sink.MAX_WRITE];
		clear();
	}

}
