package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.wire.EventEncoder;

/**
 * What is due on the streams of one event loop: heartbeats, and the end of streams whose
 * client takes nothing or that never got an output. Used by the loop only.
 */
final class Timeouts {

	// A stream that is opened but never returned by its controller
	private static final long ATTACH_NANOS = Duration.ofMinutes(1).toNanos();

	// How long a shutdown waits for a client that takes nothing
	static final long DRAIN_NANOS = Duration.ofMillis(250).toNanos();

	private static final long MIN_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

	private static final long MAX_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final LoopStreams streams;

	private final EventEncoder encoder;

	private final long writeTimeoutNanos;

	// Mutable state
	private long next;

	private long heartbeatPosition;

	private byte @Nullable [] positionHeartbeat;

	private final byte[] heartbeat = EventEncoder.heartbeat();

	Timeouts(LoopStreams streams, EventEncoder encoder, Duration writeTimeout, long now) {
		this.streams = streams;
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
		long next = now + MAX_INTERVAL_NANOS;
		List<EventStream> all = this.streams.all();
		// From the end, since streams that end are replaced by the last one
		for (int i = all.size() - 1; i >= 0; i--) {
			long due = check(all.get(i), horizon, now);
			if (due - next < 0) {
				next = due;
			}
		}
		this.next = Math.max(next, now + MIN_INTERVAL_NANOS);
	}

	// When the stream is to be looked at again
	private long check(EventStream stream, long horizon, long now) {
		StreamOutput output = stream.output();
		if (output == null) {
			return endIfDue(stream, stream.createdAt() + ATTACH_NANOS, CloseReason.ERROR, now);
		}
		if (output.isWaiting()) {
			CloseReason closing = stream.closing();
			if (closing != null) {
				long since = Math.max(stream.closingSince(), output.waitingSince());
				long patience = (closing == CloseReason.DRAINED) ? DRAIN_NANOS : this.writeTimeoutNanos;
				return endIfDue(stream, since + patience, closing, now);
			}
			return endIfDue(stream, output.waitingSince() + this.writeTimeoutNanos, CloseReason.STALLED, now);
		}
		if (stream.heartbeatNanos() == 0 || !stream.progress().isLive()) {
			return now + MAX_INTERVAL_NANOS;
		}
		if (now - output.lastWrite() >= stream.heartbeatNanos()) {
			beat(stream, output, horizon, now);
		}
		return output.lastWrite() + stream.heartbeatNanos();
	}

	private long endIfDue(EventStream stream, long due, CloseReason reason, long now) {
		if (now - due >= 0) {
			this.streams.end(stream, reason, null);
			return now + MAX_INTERVAL_NANOS;
		}
		return due;
	}

	private void beat(EventStream stream, StreamOutput output, long horizon, long now) {
		byte[] block = (stream.progress().told() < horizon) ? positionHeartbeat(horizon) : this.heartbeat;
		try {
			output.write(block, 0, block.length, now);
			stream.progress().tell(horizon);
			if (!output.isWritable(now)) {
				stream.progress().conflate();
				this.streams.fallBehind(stream, horizon);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.streams.fail(stream, ex);
		}
	}

	private byte[] positionHeartbeat(long horizon) {
		byte[] block = this.positionHeartbeat;
		if (block == null || this.heartbeatPosition != horizon) {
			block = this.encoder.heartbeat(horizon);
			this.positionHeartbeat = block;
			this.heartbeatPosition = horizon;
		}
		return block;
	}

}
