package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.lettuce.core.StreamMessage;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stream.
 *
 * @param sequence its sequence
 * @param time when it was appended, in milliseconds of the clock of Redis
 * @param content what it is
 */
record StreamEntry(long sequence, long time, Content content) {

	// What Redis keeps besides, and what the log does
	private static final int OVERHEAD = 160;

	static StreamEntry of(StreamMessage<byte[], byte[]> message) {
		String id = message.getId();
		int dash = id.indexOf('-');
		return new StreamEntry(Long.parseLong(id, 0, dash, 10), Long.parseUnsignedLong(id, dash + 1, id.length(), 10),
				contentOf(message.getBody()));
	}

	private static Content contentOf(Map<byte[], byte[]> fields) {
		try {
			return content(fields);
		}
		catch (NumberFormatException ex) {
			return new Content.Unknown();
		}
	}

	private static Content content(Map<byte[], byte[]> fields) {
		byte[] record = field(fields, 'r');
		byte[] before = field(fields, 'h');
		byte[] base = field(fields, 'x');
		if (record != null) {
			byte[] writer = field(fields, 'w');
			return new Content.Record((writer != null) ? text(writer) : "", number(field(fields, 'n')), record);
		}
		if (before != null) {
			return new Content.Hole(number(before), number(field(fields, 'l')) != 0);
		}
		return (base != null) ? new Content.Loss(number(base)) : new Content.Unknown();
	}

	private static byte @Nullable [] field(Map<byte[], byte[]> fields, char name) {
		for (Map.Entry<byte[], byte[]> field : fields.entrySet()) {
			if (field.getKey().length == 1 && field.getKey()[0] == name) {
				return field.getValue();
			}
		}
		return null;
	}

	private static long number(byte @Nullable [] text) {
		return (text != null) ? Long.parseLong(text(text)) : 0;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	// About what it takes in memory
	int size() {
		return (this.content instanceof Content.Record record) ? record.bytes().length + OVERHEAD : OVERHEAD;
	}

	// The position of a node that has all before it
	long before() {
		return (this.content instanceof Content.Hole hole) ? hole.before() : this.sequence - 1;
	}

	/**
	 * What an entry is.
	 */
	sealed interface Content {

		/**
		 * A record that somebody has published.
		 *
		 * @param writer who
		 * @param number its number among those of the writer
		 * @param bytes the encoded record
		 */
		record Record(String writer, long number, byte[] bytes) implements Content {

		}

		/**
		 * A leap: sequences up to that of the entry were not given out.
		 *
		 * @param before the last sequence before them, zero if all that was before is
		 * gone
		 * @param lost whether some of what was before is known to be gone
		 */
		record Hole(long before, boolean lost) implements Content {

		}

		/**
		 * Somebody had what is before a hole no longer.
		 *
		 * @param hole the sequence of the entry with the hole
		 */
		record Loss(long hole) implements Content {

		}

		/**
		 * Of a later version, or somebody else's.
		 */
		record Unknown() implements Content {

		}

	}

}
