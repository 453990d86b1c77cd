package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.CloseReason;
import io.github.ssehub.wire.EventEncoder;

/**
 * Ends the responses of the streams of one event loop, after a last event that tells why.
 * Nothing but the response waits for that event, and it does for a moment only. Used by
 * the loop only.
 */
final class Endings {

	private static final Log logger = LogFactory.getLog(Endings.class);

	// Most sinks take the event at once; one that writes on another thread has to get
	// there
	static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

	private final Runnable ended;

	// Mutable state: streams whose last event is on its way
	private final Map<StreamCursor, Ending> waiting = new LinkedHashMap<>();

	/**
	 * Create endings.
	 * @param ended told of each stream that has ended
	 */
	Endings(Runnable ended) {
		this.ended = ended;
	}

	// Return whether the stream has ended
	boolean end(StreamCursor cursor, CloseReason reason, @Nullable Throwable cause, long now) {
		StreamOutput output = cursor.output();
		if (output != null && cause == null && isTelling(cursor, output, reason, now)) {
			this.waiting.put(cursor, new Ending(output, reason, now + PATIENCE_NANOS));
			return false;
		}
		finish(cursor, output, reason, cause, now);
		return true;
	}

	// Whether a last event is on its way, for which the sink needs time
	private boolean isTelling(StreamCursor cursor, StreamOutput output, CloseReason reason, long now) {
		EndOptions options = cursor.options().end();
		if (!options.tells(reason) || cursor.hasBegun()) {
			return false;
		}
		try {
			if (!output.isWritable(now)) {
				return false;
			}
			byte[] block = EventEncoder.end(reason, options.retry(reason, ThreadLocalRandom.current()));
			output.write(block, 0, block.length, now);
			return !output.isWritable(now);
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("Event stream cannot be told of its end", ex);
			// Its output fails again when the response is ended
			return false;
		}
	}

	// The sink takes more
	void resume(StreamCursor cursor, long now) {
		Ending ending = this.waiting.get(cursor);
		if (ending == null) {
			return;
		}
		boolean over;
		try {
			over = ending.output().isWritable(now);
		}
		catch (IOException | RuntimeException | Error ex) {
			gone(cursor, ex, now);
			return;
		}
		if (over) {
			finishWaiting(cursor, null, now);
		}
	}

	void gone(StreamCursor cursor, Throwable cause, long now) {
		if (this.waiting.containsKey(cursor)) {
			finishWaiting(cursor, cause, now);
		}
	}

	// When to look again
	long expire(long now, long latest) {
		long next = latest;
		for (Map.Entry<StreamCursor, Ending> entry : new ArrayList<>(this.waiting.entrySet())) {
			long due = entry.getValue().deadline();
			if (now - due >= 0) {
				finishWaiting(entry.getKey(), null, now);
			}
			else if (due - next < 0) {
				next = due;
			}
		}
		return next;
	}

	void endAll(long now) {
		new ArrayList<>(this.waiting.keySet()).forEach((cursor) -> finishWaiting(cursor, null, now));
	}

	private void finishWaiting(StreamCursor cursor, @Nullable Throwable cause, long now) {
		Ending ending = this.waiting.remove(cursor);
		if (ending != null) {
			finish(cursor, ending.output(), ending.reason(), cause, now);
		}
	}

	private void finish(StreamCursor cursor, @Nullable StreamOutput output, CloseReason reason,
			@Nullable Throwable cause, long now) {
		// One that has yet to be attached ends its exchange then
		StreamExchange exchange = (output != null) ? cursor.stream().takeExchange() : null;
		// One that cannot must not keep other streams from what they are due
		if (output != null && exchange != null) {
			guard(() -> endExchange(cursor, output, exchange, cause, now));
		}
		logger.debug(LogMessage.format("Event stream ended: %s", reason), cause);
		guard(() -> cursor.stream().listener().closed(reason, output != null));
		this.ended.run();
	}

	private static void guard(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Event stream did not end as it should", ex);
		}
	}

	private static void endExchange(StreamCursor cursor, StreamOutput output, StreamExchange exchange,
			@Nullable Throwable cause, long now) {
		try {
			if (cause != null) {
				exchange.gone(cause);
			}
			else if (output.isWritable(now) && !cursor.isWithinBlock()) {
				exchange.complete();
			}
			else {
				exchange.abort();
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			exchange.gone(ex);
		}
	}

	/**
	 * A stream whose last event is on its way.
	 *
	 * @param output what the event was written to
	 * @param reason why the stream ends
	 * @param deadline when the response ends in any case
	 */
	private record Ending(StreamOutput output, CloseReason reason, long deadline) {

	}

}
