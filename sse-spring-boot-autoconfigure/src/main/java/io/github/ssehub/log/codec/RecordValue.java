package io.github.ssehub.log.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The types that values of attributes have, besides lists of these. Each is written as
 * its tag and its text. The tags are in streams that other versions read, too.
 */
enum RecordValue {

	STRING(1, String.class, (text) -> text),

	BOOLEAN(2, Boolean.class, Boolean::valueOf),

	INTEGER(3, Integer.class, Integer::valueOf),

	LONG(4, Long.class, Long::valueOf),

	DOUBLE(5, Double.class, Double::valueOf),

	FLOAT(6, Float.class, Float::valueOf),

	SHORT(7, Short.class, Short::valueOf),

	BYTE(8, Byte.class, Byte::valueOf),

	BIG_INTEGER(9, BigInteger.class, BigInteger::new),

	BIG_DECIMAL(10, BigDecimal.class, BigDecimal::new);

	/**
	 * The tag of a list, which is followed by its size and its elements.
	 */
	static final int LIST = 11;

	private final int tag;

	private final Class<?> type;

	private final Function<String, Object> parser;

	RecordValue(int tag, Class<?> type, Function<String, Object> parser) {
		this.tag = tag;
		this.type = type;
		this.parser = parser;
	}

	static @Nullable RecordValue of(@Nullable Object value) {
		for (RecordValue candidate : values()) {
			if (candidate.type.isInstance(value)) {
				return candidate;
			}
		}
		return null;
	}

	static RecordValue ofTag(int tag) {
		for (RecordValue candidate : values()) {
			if (candidate.tag == tag) {
				return candidate;
			}
		}
		throw new IllegalArgumentException("Unknown tag " + tag);
	}

	int tag() {
		return this.tag;
	}

	Object parse(String text) {
		return this.parser.apply(text);
	}

}
