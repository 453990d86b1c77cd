package io.github.ssehub.log.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Writes the parts of a record. Not thread-safe.
 */
public final class RecordWriter {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

	public void tag(int tag) {
		this.out.write(tag);
	}

	// Seven bits a byte, the least ones first
	public void number(long value) {
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.out.write((int) (rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		this.out.write((int) rest);
	}

	public void bytes(byte[] bytes, int length) {
		number(length);
		this.out.write(bytes, 0, length);
	}

	public void text(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		bytes(bytes, bytes.length);
	}

	public void optionalText(@Nullable String text) {
		tag((text != null) ? 1 : 0);
		if (text != null) {
			text(text);
		}
	}

	public void texts(Collection<String> texts) {
		number(texts.size());
		texts.forEach(this::text);
	}

	public void attributes(Map<String, Object> attributes) {
		number(attributes.size());
		attributes.forEach((name, value) -> {
			text(name);
			value(name, value);
		});
	}

	private void value(String name, @Nullable Object value) {
		if (value instanceof List<?> list) {
			tag(RecordValue.LIST);
			number(list.size());
			list.forEach((element) -> value(name, element));
			return;
		}
		RecordValue type = RecordValue.of(value);
		Assert.isTrue(type != null,
				() -> "Attribute '" + name + "' of an event must be a String, a number of the JDK, "
						+ "a Boolean or a List of these in a cluster, not "
						+ ((value != null) ? value.getClass().getName() : "null"));
		tag(type.tag());
		text(String.valueOf(value));
	}

	public byte[] toBytes() {
		return this.out.toByteArray();
	}

}
