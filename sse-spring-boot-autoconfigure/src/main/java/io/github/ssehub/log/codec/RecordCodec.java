package io.github.ssehub.log.codec;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogRecord.Broadcast;
import io.github.ssehub.log.LogRecord.CloseRoom;
import io.github.ssehub.log.LogRecord.DisconnectUser;
import io.github.ssehub.log.LogRecord.EndStream;
import io.github.ssehub.log.LogRecord.StopStream;
import io.github.ssehub.log.LogRecord.UserSend;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Turns records into bytes and back, for journals that send them to other nodes.
 * Thread-safe.
 */
public final class RecordCodec {

	private static final int VERSION = 1;

	private static final int BROADCAST = 1;

	private static final int USER_SEND = 2;

	private static final int CLOSE_ROOM = 3;

	private static final int DISCONNECT_USER = 4;

	private static final int STOP_STREAM = 5;

	private static final int END_STREAM = 6;

	private final EventIds ids;

	/**
	 * Create a new {@link RecordCodec} instance.
	 * @param ids the ids with which events are sealed when they are taken
	 */
	public RecordCodec(EventIds ids) {
		this.ids = ids;
	}

	/**
	 * Encode a record that was not taken yet.
	 * @param record the record
	 * @return the bytes
	 * @throws IllegalArgumentException if an attribute of its event has a type that other
	 * nodes may not know
	 */
	public byte[] encode(LogRecord record) {
		RecordWriter writer = new RecordWriter();
		writer.tag(VERSION);
		if (record instanceof Broadcast broadcast) {
			writer.tag(BROADCAST);
			writer.texts(broadcast.rooms());
			write(broadcast.event(), writer);
		}
		else if (record instanceof UserSend send) {
			writer.tag(USER_SEND);
			writer.text(send.user());
			write(send.event(), writer);
		}
		else if (record instanceof CloseRoom close) {
			writer.tag(CLOSE_ROOM);
			writer.text(close.room());
		}
		else if (record instanceof DisconnectUser disconnect) {
			writer.tag(DISCONNECT_USER);
			writer.text(disconnect.user());
		}
		else if (record instanceof StopStream stop) {
			writer.tag(STOP_STREAM);
			writer.text(stop.id());
		}
		else if (record instanceof EndStream end) {
			writer.tag(END_STREAM);
			writer.text(end.id());
			writer.text(end.state().name());
			writer.number(end.last());
		}
		return writer.toBytes();
	}

	private static void write(WireEvent event, RecordWriter writer) {
		writer.bytes(event.bytes(), event.length());
		writer.text(event.idPrefix());
		writer.optionalText(event.event());
		writer.optionalText(event.ownId());
		writer.optionalText(event.key());
		writer.attributes(event.attributes());
	}

	/**
	 * Decode a record.
	 * @param bytes the bytes
	 * @return the record
	 * @throws RecordFormatException if the bytes are no record that this version knows
	 */
	public LogRecord decode(byte[] bytes) throws RecordFormatException {
		try {
			RecordReader reader = new RecordReader(bytes);
			int version = reader.tag();
			int kind = reader.tag();
			if (version == VERSION) {
				LogRecord record = read(kind, reader);
				if (record != null) {
					return record;
				}
			}
			throw new RecordFormatException("Unknown record of version " + version + " and kind " + kind);
		}
		catch (RuntimeException ex) {
			throw new RecordFormatException(ex);
		}
	}

	private @Nullable LogRecord read(int kind, RecordReader reader) {
		return switch (kind) {
			case BROADCAST -> new Broadcast(reader.texts(), event(reader, this.ids));
			case USER_SEND -> new UserSend(reader.text(), event(reader, null), new AtomicInteger());
			case CLOSE_ROOM -> new CloseRoom(reader.text());
			case DISCONNECT_USER -> new DisconnectUser(reader.text(), new AtomicInteger());
			case STOP_STREAM -> new StopStream(reader.text());
			case END_STREAM -> new EndStream(reader.text(), SseStreamState.valueOf(reader.text()), reader.number());
			default -> null;
		};
	}

	private static WireEvent event(RecordReader reader, @Nullable EventIds ids) {
		byte[] block = reader.bytes();
		String idPrefix = reader.text();
		SseEvent.Builder source = SseEvent.builder().data("");
		String event = reader.optionalText();
		if (event != null) {
			source.event(event);
		}
		String ownId = reader.optionalText();
		if (ownId != null) {
			source.id(ownId);
		}
		String key = reader.optionalText();
		if (key != null) {
			source.key(key);
		}
		for (Map.Entry<String, Object> attribute : reader.attributes().entrySet()) {
			source.attribute(attribute.getKey(), attribute.getValue());
		}
		return WireEvent.restore(block, source.build(), idPrefix, ids);
	}

}
