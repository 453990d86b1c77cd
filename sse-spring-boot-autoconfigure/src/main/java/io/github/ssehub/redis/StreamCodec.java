package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;
import io.github.ssehub.log.codec.RecordReader;
import io.github.ssehub.log.codec.RecordWriter;
import io.github.ssehub.source.ReaderTimes;
import io.github.ssehub.source.StreamDescription;

/**
 * Turns descriptions of detached streams into bytes and back. Thread-safe.
 */
final class StreamCodec {

	private static final int VERSION = 1;

	private final RecordCodec records;

	StreamCodec(RecordCodec records) {
		this.records = records;
	}

	byte[] encode(StreamDescription stream) {
		RecordWriter writer = new RecordWriter();
		writer.tag(VERSION);
		writer.optionalText(stream.owner());
		writer.text(stream.keep().toString());
		ReaderTimes times = stream.times();
		write(times.heartbeat(), writer);
		write(times.retry(), writer);
		write(times.maxAge(), writer);
		write(times.drainGrace(), writer);
		List<String> headers = new ArrayList<>();
		stream.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
		writer.texts(headers);
		writer.number(stream.lost().size());
		for (LogRecord.Broadcast event : stream.lost()) {
			byte[] bytes = this.records.encode(event);
			writer.bytes(bytes, bytes.length);
		}
		return writer.toBytes();
	}

	private static void write(@Nullable Duration time, RecordWriter writer) {
		writer.optionalText((time != null) ? time.toString() : null);
	}

	/**
	 * Decode a description.
	 * @param id the id of the stream
	 * @param bytes the bytes
	 * @return the description
	 * @throws RecordFormatException if the bytes are none that this version knows
	 */
	StreamDescription decode(String id, byte[] bytes) throws RecordFormatException {
		try {
			RecordReader reader = new RecordReader(bytes);
			int version = reader.tag();
			if (version != VERSION) {
				throw new RecordFormatException("Unknown detached stream of version " + version);
			}
			return new StreamDescription(id, reader.optionalText(), Duration.parse(reader.text()),
					new ReaderTimes(time(reader), time(reader), time(reader), time(reader)), headers(reader.texts()),
					events(reader));
		}
		catch (RuntimeException ex) {
			throw new RecordFormatException(ex);
		}
	}

	private static @Nullable Duration time(RecordReader reader) {
		String text = reader.optionalText();
		return (text != null) ? Duration.parse(text) : null;
	}

	private static Map<String, String> headers(List<String> texts) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 0; i < texts.size(); i += 2) {
			headers.put(texts.get(i), texts.get(i + 1));
		}
		return headers;
	}

	private List<LogRecord.Broadcast> events(RecordReader reader) throws RecordFormatException {
		List<LogRecord.Broadcast> events = new ArrayList<>();
		for (long left = reader.number(); left > 0; left--) {
			if (!(this.records.decode(reader.bytes()) instanceof LogRecord.Broadcast event)) {
				throw new RecordFormatException("Detached stream has a record that is no event");
			}
			events.add(event);
		}
		return events;
	}

}
