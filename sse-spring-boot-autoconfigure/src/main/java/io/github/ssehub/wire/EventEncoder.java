package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SseGap;

/**
 * Encodes events into blocks of an event stream (HTML Living Standard, 9.2.5): comments,
 * {@code event}, {@code retry}, {@code data} and at last {@code id}, because some clients
 * remember an id as soon as they read its line, and must not before they have the data.
 * Thread-safe.
 */
public final class EventEncoder {

	private static final byte[] COMMENT = ascii(": ");

	private static final byte[] EMPTY_COMMENT = ascii(":");

	private static final byte[] EVENT = ascii("event: ");

	private static final byte[] RETRY = ascii("retry: ");

	private static final byte[] DATA = ascii("data: ");

	private static final byte[] ID = ascii("id: ");

	private static final byte[] HEARTBEAT = ascii(":\n\n");

	private static final String NO_DATA = "{}";

	private static final String OPEN_EVENT = "sse-open";

	private static final String POSITION_EVENT = "sse-position";

	private static final String GAP_EVENT = "sse-gap";

	private static final String END_EVENT = "sse-end";

	private static final String PRESENCE_EVENT = "sse-presence";

	private static final int BLOCK_END = 1;

	private static final int INITIAL_CAPACITY = 256;

	private final DataEncoder dataEncoder;

	private final EventIds ids;

	private final long maxSize;

	/**
	 * Create a new {@link EventEncoder} instance.
	 * @param serializer writes data that is neither text nor bytes
	 * @param ids the ids of the log
	 * @param maxSize the greatest size of an event on the wire, in bytes
	 */
	public EventEncoder(SseDataSerializer serializer, EventIds ids, long maxSize) {
		this.dataEncoder = new DataEncoder(serializer);
		this.ids = ids;
		this.maxSize = maxSize;
	}

	/**
	 * Encode an event up to its end, which {@link WireEvent#seal} adds.
	 * @param event the event
	 * @return the encoded event
	 * @throws SseEventTooLargeException if the event is larger than the limit
	 * @throws IllegalArgumentException if the data cannot be written
	 */
	public WireEvent encode(SseEvent event) {
		return encode(event, "");
	}

	/**
	 * Encode an event up to its end, which {@link WireEvent#seal} adds.
	 * @param event the event
	 * @param idPrefix what its id begins with, if that is one of the hub
	 * @return the encoded event
	 * @throws SseEventTooLargeException if the event is larger than the limit
	 * @throws IllegalArgumentException if the data cannot be written
	 */
	public WireEvent encode(SseEvent event, String idPrefix) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		if (event.comment() != null) {
			buffer.field(COMMENT, event.comment());
		}
		if (event.event() != null) {
			buffer.field(EVENT, event.event());
		}
		if (event.retry() != null) {
			buffer.field(RETRY, event.retry().toMillis());
		}
		if (event.typedData() != null) {
			buffer.field(DATA, this.dataEncoder.encode(event.typedData()));
		}
		if (event.id() != null) {
			buffer.field(ID, event.id());
		}
		int spare = (event.id() != null) ? BLOCK_END : this.ids.maxLineLength(idPrefix);
		checkSize(buffer.length() + spare);
		return new WireEvent(buffer.toBytes(spare), buffer.length(), event, idPrefix);
	}

	/**
	 * Check the size of a block that was not encoded here.
	 * @param size the size, in bytes
	 * @throws SseEventTooLargeException if the size is over the limit
	 */
	public void checkSize(int size) {
		if (size > this.maxSize) {
			throw new SseEventTooLargeException(size, this.maxSize);
		}
	}

	/**
	 * Encode the block that opens a stream.
	 * @param form how to tell the position
	 * @param retry the reconnection time
	 * @param id the position at which the stream starts, or {@code null} if it is told
	 * later
	 * @return the block
	 */
	public byte[] opening(OpeningForm form, Duration retry, @Nullable String id) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		if (form == OpeningForm.EVENT) {
			catchHalfLine(buffer);
			buffer.field(EVENT, OPEN_EVENT);
		}
		buffer.field(RETRY, retry.toMillis());
		if (form == OpeningForm.EVENT) {
			buffer.field(DATA, NO_DATA);
		}
		if (id != null) {
			buffer.field(ID, id);
		}
		buffer.endBlock();
		return buffer.toBytes();
	}

	// WebKit goes on within the line in which its last connection broke: the first line
	// of a stream may end up as the rest of another one, and the lines behind it in the
	// same event, which must be one that no page listens for
	private static void catchHalfLine(WireBuffer buffer) {
		buffer.field(EMPTY_COMMENT, "");
	}

	/**
	 * Encode the event that tells a client that it has missed events. One that takes all
	 * data for that of the application is told the position alone.
	 * @param gap what is known about it
	 * @param named whether the client may get events of ours
	 * @param retry the reconnection time if the event opens the stream, or {@code null}
	 * @param id the position from which the stream goes on, or {@code null} if it is told
	 * later
	 * @return the block
	 */
	public byte[] gap(SseGap gap, boolean named, @Nullable Duration retry, @Nullable String id) {
		if (!named) {
			return withoutData(retry, id);
		}
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		if (retry != null) {
			catchHalfLine(buffer);
		}
		buffer.field(EVENT, GAP_EVENT);
		if (retry != null) {
			buffer.field(RETRY, retry.toMillis());
		}
		String reason = gap.reason().name().toLowerCase(Locale.ROOT);
		String lastEventId = (gap.lastEventId() != null) ? JsonText.quote(gap.lastEventId()) : "null";
		buffer.field(DATA, "{\"lastEventId\":" + lastEventId + ",\"reason\":\"" + reason + "\"}");
		if (id != null) {
			buffer.field(ID, id);
		}
		buffer.endBlock();
		return buffer.toBytes();
	}

	private byte[] withoutData(@Nullable Duration retry, @Nullable String id) {
		if (retry != null) {
			return opening(OpeningForm.BLOCK, retry, id);
		}
		return (id != null) ? position(OpeningForm.BLOCK, id) : new byte[0];
	}

	/**
	 * Encode the whole of a stream that only sets the reconnection time.
	 * @param retry the reconnection time
	 * @return the lines, which do not end a block: WebKit would dispatch the half of an
	 * event in which its last connection broke
	 */
	public static byte[] comeBack(Duration retry) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		catchHalfLine(buffer);
		buffer.field(RETRY, retry.toMillis());
		return buffer.toBytes();
	}

	/**
	 * Encode the event that tells a client why its stream ends. It has no id: the client
	 * keeps the one that it has.
	 * @param reason why the stream ends
	 * @param retry the reconnection time from now on, or {@code null} to leave it
	 * @return the block
	 */
	public static byte[] end(CloseReason reason, @Nullable Duration retry) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		buffer.field(EVENT, END_EVENT);
		if (retry != null) {
			buffer.field(RETRY, retry.toMillis());
		}
		buffer.field(DATA, "{\"reason\":\"" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\"}");
		buffer.endBlock();
		return buffer.toBytes();
	}

	/**
	 * Encode an event that tells a client who is in a room. It has no id: who is there is
	 * told anew when the client comes back.
	 * @param room the room
	 * @param lists names of members, by what they are
	 * @return the block
	 */
	public static byte[] presence(String room, Map<String, ? extends Collection<String>> lists) {
		StringBuilder data = new StringBuilder("{\"room\":").append(JsonText.quote(room));
		lists.forEach((name, members) -> data.append(",\"")
			.append(name)
			.append("\":")
			.append(members.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"))));
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		buffer.field(EVENT, PRESENCE_EVENT);
		buffer.field(DATA, data.append('}').toString());
		buffer.endBlock();
		return buffer.toBytes();
	}

	/**
	 * Return a block that has no effect.
	 * @return the block
	 */
	public static byte[] heartbeat() {
		return HEARTBEAT.clone();
	}

	/**
	 * Encode a block that sets the last event id of the client and has no other effect.
	 * @param form how to tell the position
	 * @param id the id
	 * @return the block
	 */
	public byte[] position(OpeningForm form, String id) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		if (form == OpeningForm.EVENT) {
			buffer.field(EVENT, POSITION_EVENT);
			buffer.field(DATA, NO_DATA);
		}
		else {
			buffer.field(EMPTY_COMMENT, "");
		}
		buffer.field(ID, id);
		buffer.endBlock();
		return buffer.toBytes();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
