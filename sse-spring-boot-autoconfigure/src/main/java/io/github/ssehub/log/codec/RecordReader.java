package io.github.ssehub.log.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a record. What cannot be read throws one of various runtime
 * exceptions. Not thread-safe.
 */
public final class RecordReader {

	private final ByteBuffer in;

	public RecordReader(byte[] bytes) {
		this.in = ByteBuffer.wrap(bytes);
	}

	public int tag() {
		return this.in.get();
	}

	public long number() {
		long value = 0;
		int shift = 0;
		byte next;
		do {
			next = this.in.get();
			value |= (long) (next & 0x7F) << shift;
			shift += 7;
		}
		while (next < 0);
		return value;
	}

	// No more than there can be, whatever the number says
	private int length() {
		long length = number();
		if (length < 0 || length > this.in.remaining()) {
			throw new IllegalArgumentException("Length " + length + " is beyond the end");
		}
		return (int) length;
	}

	public byte[] bytes() {
		byte[] bytes = new byte[length()];
		this.in.get(bytes);
		return bytes;
	}

	public String text() {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	public @Nullable String optionalText() {
		return (tag() != 0) ? text() : null;
	}

	public List<String> texts() {
		int size = length();
		List<String> texts = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			texts.add(text());
		}
		return texts;
	}

	public Map<String, Object> attributes() {
		int size = length();
		Map<String, Object> attributes = new LinkedHashMap<>();
		for (int i = 0; i < size; i++) {
			attributes.put(text(), value());
		}
		return attributes;
	}

	private Object value() {
		int tag = tag();
		return (tag == RecordValue.LIST) ? list() : RecordValue.ofTag(tag).parse(text());
	}

	private List<Object> list() {
		int size = length();
		List<Object> list = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			list.add(value());
		}
		return list;
	}

}
