package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.PingBlocks;

/**
 * What is due on the streams of one event loop: heartbeats, and the end of streams that
 * are too old, whose client takes nothing or that never got an output. Used by the loop
 * only.
 */
final class Timeouts {

	// A stream that is opened but never returned by its controller
	private static final long ATTACH_NANOS = Duration.ofMinutes(1).toNanos();

	// How long a shutdown waits for a client that takes nothing
	static final long DRAIN_NANOS = Duration.ofMillis(250).toNanos();

	// Over HTTP/1.1 a container notices with the second write that a client has gone: the
	// first one is answered with a reset
	private static final long ECHO_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long MIN_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

	private static final long MAX_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final LoopStreams streams;

	private final EventIds ids;

	private final EventEncoder encoder;

	private final long writeTimeoutNanos;

	// Mutable state
	private long next;

	private final byte[] heartbeat = EventEncoder.heartbeat();

	Timeouts(LoopStreams streams, EventIds ids, EventEncoder encoder, Duration writeTimeout, long now) {
		this.streams = streams;
		this.ids = ids;
		this.encoder = encoder;
		this.writeTimeoutNanos = writeTimeout.toNanos();
		this.next = now;
	}

	long next() {
		return this.next;
	}

	void runAtLatest(long time) {
		if (time - this.next < 0) {
			this.next = time;
		}
	}

	void run(long horizon, long now) {
		long next = this.streams.endings().expire(now, now + MAX_INTERVAL_NANOS);
		LoopGauges gauges = this.streams.gauges();
		gauges.begin(now);
		List<StreamCursor> all = this.streams.all();
		// From the end, since streams that end are replaced by the last one
		for (int i = all.size() - 1; i >= 0; i--) {
			StreamCursor cursor = all.get(i);
			next = earlier(next, age(cursor, now));
			next = earlier(next, check(cursor, horizon, now));
			gauges.add(cursor);
		}
		gauges.end(now);
		this.next = Math.max(next, now + MIN_INTERVAL_NANOS);
	}

	private static long earlier(long first, long second) {
		return (second - first < 0) ? second : first;
	}

	// When the stream is too old, at which it ends after what it was sent
	private static long age(StreamCursor cursor, long now) {
		StreamOutput output = cursor.output();
		if (output == null || !cursor.options().end().isAgeLimited() || cursor.closing() != null) {
			return now + MAX_INTERVAL_NANOS;
		}
		if (now - output.agesAt() < 0) {
			return output.agesAt();
		}
		cursor.stream().close(CloseReason.MAX_AGE);
		return now + MAX_INTERVAL_NANOS;
	}

	// When the stream is to be looked at again
	private long check(StreamCursor cursor, long horizon, long now) {
		StreamOutput output = cursor.output();
		if (output == null) {
			// A snapshot may take its time
			return cursor.isPrepared() ? endIfDue(cursor, cursor.preparedAt() + ATTACH_NANOS, CloseReason.ERROR, now)
					: now + MAX_INTERVAL_NANOS;
		}
		if (output.isWaiting()) {
			CloseReason closing = cursor.closing();
			if (closing != null) {
				long since = Math.max(cursor.closingSince(), output.waitingSince());
				long patience = (closing == CloseReason.DRAINED) ? DRAIN_NANOS : this.writeTimeoutNanos;
				return endIfDue(cursor, since + patience, closing, now);
			}
			return endIfDue(cursor, output.waitingSince() + this.writeTimeoutNanos, CloseReason.STALLED, now);
		}
		long heartbeat = cursor.options().heartbeat().toNanos();
		if (heartbeat == 0 || !cursor.isLive()) {
			return now + MAX_INTERVAL_NANOS;
		}
		boolean beatDue = now - heartbeatBase(cursor, output) >= heartbeat;
		if (beatDue || (output.isEchoDue() && now - output.lastWrite() >= ECHO_NANOS)) {
			beat(cursor, output, horizon, now, !beatDue);
		}
		long next = heartbeatBase(cursor, output) + heartbeat;
		return output.isEchoDue() ? earlier(next, output.lastWrite() + ECHO_NANOS) : next;
	}

	// A client that watches heartbeats may see nothing of what else is written: an
	// EventSource does not show events that its page does not listen for
	private static long heartbeatBase(StreamCursor cursor, StreamOutput output) {
		return cursor.options().pings() ? output.lastHeartbeat() : output.lastWrite();
	}

	private long endIfDue(StreamCursor cursor, long due, CloseReason reason, long now) {
		if (now - due >= 0) {
			this.streams.end(cursor, reason, null);
			return now + MAX_INTERVAL_NANOS;
		}
		return due;
	}

	private void beat(StreamCursor cursor, StreamOutput output, long horizon, long now, boolean echo) {
		StreamOptions options = cursor.options();
		boolean moved = !echo && options.tellsPositions() && cursor.toldPosition() < horizon;
		String id = moved ? options.told(this.ids.format(horizon)) : null;
		byte[] block = echo ? this.heartbeat : block(options, id);
		try {
			output.writeHeartbeat(block, now, echo);
			if (moved) {
				cursor.markTold(horizon);
			}
			if (!output.isWritable(now)) {
				cursor.conflate();
				this.streams.fallBehind(cursor, horizon);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.streams.fail(cursor, ex);
		}
	}

	private byte[] block(StreamOptions options, @Nullable String id) {
		if (options.pings()) {
			return PingBlocks.heartbeat(options.heartbeat(), id);
		}
		return (id != null) ? this.encoder.position(options.form(), id) : this.heartbeat;
	}

}
