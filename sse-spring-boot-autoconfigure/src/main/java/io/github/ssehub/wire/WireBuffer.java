package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that writes the fields of an event stream block (HTML Living Standard,
 * 9.2.5). Not thread-safe.
 */
final class WireBuffer {

	private byte[] bytes;

	private int length;

	WireBuffer(int capacity) {
		this.bytes = new byte[capacity];
	}

	// One line for each line of the value: one that
	// ends with a line break has an empty last line
	void field(byte[] prefix, byte[] value) {
		int start = 0;
		for (int i = 0; i < value.length; i++) {
			byte b = value[i];
			if (b == '\n' || b == '\r') {
				line(prefix, value, start, i);
				if (b == '\r' && i + 1 < value.length && value[i + 1] == '\n') {
					i++;
				}
				start = i + 1;
			}
		}
		line(prefix, value, start, value.length);
	}

	void field(byte[] prefix, String value) {
		field(prefix, value.getBytes(StandardCharsets.UTF_8));
	}

	void field(byte[] prefix, long value) {
		field(prefix, Long.toString(value));
	}

	private void line(byte[] prefix, byte[] value, int start, int end) {
		ensure(prefix.length + (end - start) + 1);
		put(prefix, 0, prefix.length);
		put(value, start, end);
		this.bytes[this.length++] = '\n';
	}

	void endBlock() {
		ensure(1);
		this.bytes[this.length++] = '\n';
	}

	void ensure(int more) {
		if (this.length + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + more, this.length + (this.length >> 1)));
		}
	}

	private void put(byte[] source, int start, int end) {
		System.arraycopy(source, start, this.bytes, this.length, end - start);
		this.length += end - start;
	}

	int length() {
		return this.length;
	}

	byte[] toBytes() {
		return Arrays.copyOf(this.bytes, this.length);
	}

	byte[] toBytes(int spare) {
		return Arrays.copyOf(this.bytes, this.length + spare);
	}

}
