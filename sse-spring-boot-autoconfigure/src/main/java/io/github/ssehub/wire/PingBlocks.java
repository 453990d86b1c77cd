package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Blocks for a client that has asked to see heartbeats, and so can tell a connection that
 * is dead from one that is quiet: {@code sse-ping} in the place of a comment, and an
 * opening that says how often to expect it.
 */
public final class PingBlocks {

	private static final byte[] EMPTY_COMMENT = ascii(":");

	private static final byte[] EVENT = ascii("event: ");

	private static final byte[] RETRY = ascii("retry: ");

	private static final byte[] DATA = ascii("data: ");

	private static final byte[] ID = ascii("id: ");

	private static final int INITIAL_CAPACITY = 128;

	private PingBlocks() {
	}

	/**
	 * Encode the block that opens a stream.
	 * @param interval the time between two heartbeats, zero for none
	 * @param retry the reconnection time
	 * @param id the position at which the stream starts, or {@code null} if it is told
	 * later
	 * @return the block
	 */
	public static byte[] opening(Duration interval, Duration retry, @Nullable String id) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		// As any opening: for a client that goes on within a line of its last connection
		buffer.field(EMPTY_COMMENT, "");
		buffer.field(EVENT, "sse-open");
		buffer.field(RETRY, retry.toMillis());
		return end(buffer, interval, id);
	}

	/**
	 * Encode a heartbeat.
	 * @param interval the time between two heartbeats
	 * @param id the position of the stream if that has moved on without an event, or
	 * {@code null}
	 * @return the block
	 */
	public static byte[] heartbeat(Duration interval, @Nullable String id) {
		WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
		buffer.field(EVENT, "sse-ping");
		return end(buffer, interval, id);
	}

	private static byte[] end(WireBuffer buffer, Duration interval, @Nullable String id) {
		buffer.field(DATA, "{\"heartbeat\":" + interval.toMillis() + "}");
		if (id != null) {
			buffer.field(ID, id);
		}
		buffer.endBlock();
		return buffer.toBytes();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
