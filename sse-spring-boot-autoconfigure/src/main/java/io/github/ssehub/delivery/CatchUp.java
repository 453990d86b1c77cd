package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.delivery.Mailbox.Message;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Writes to one stream what it has not been sent yet, from the logs of its rooms and from
 * its mailbox, in the order of the sequence. One instance serves all streams of an event
 * loop, one after the other.
 */
final class CatchUp {

	private static final Log logger = LogFactory.getLog(CatchUp.class);

	// Then other streams get their turn
	private static final int MAX_WRITES = 16;

	private final EntryMerge merge;

	private final EventIds ids;

	private final byte[] buffer = new byte[Sink.MAX_WRITE];

	// Mutable state for one stream
	private int used;

	private @Nullable CloseReason end;

	CatchUp(EventLog log, EventIds ids) {
		this.merge = new EntryMerge(log);
		this.ids = ids;
	}

	// Write as much as the stream takes.
	Result run(EventStream stream, StreamOutput output, long horizon, long now) throws IOException {
		this.end = null;
		boolean started = false;
		try {
			for (int i = 0; i < MAX_WRITES; i++) {
				if (!output.isWritable(now)) {
					return Result.NOT_WRITABLE;
				}
				if (!started) {
					this.merge.start(stream, horizon);
					started = true;
				}
				fill(stream, horizon);
				if (this.used == 0) {
					return doneResult(stream, horizon);
				}
				output.write(this.buffer, 0, this.used, now);
				stream.progress().made(now);
			}
			return Result.MORE;
		}
		finally {
			if (started) {
				this.merge.clear();
			}
		}
	}

	private Result doneResult(EventStream stream, long horizon) {
		if (this.merge.isLost()) {
			// What was sent before its end may be gone with its room
			this.end = (stream.closing() != null) ? stream.closing() : CloseReason.OVERFLOW;
		}
		if (this.end != null) {
			return Result.ENDED;
		}
		stream.progress().moveTo(horizon);
		return (stream.nextMessage() != null) ? Result.MORE : Result.CAUGHT_UP;
	}

	// Return why the stream has ended.
	CloseReason endReason() {
		return (this.end != null) ? this.end : CloseReason.COMPLETED;
	}

	private void fill(EventStream stream, long horizon) {
		Progress progress = stream.progress();
		this.used = progress.continueInto(this.buffer, 0);
		while (!progress.hasBegun() && this.end == null) {
			LogEntry entry = this.merge.peek(progress.cursor());
			if (this.merge.isLost()) {
				return;
			}
			Message message = stream.nextMessage();
			if (message != null && message.stamp() < ((entry != null) ? entry.sequence() : horizon + 1)) {
				if (!fillWith(stream, message)) {
					return;
				}
			}
			else if (entry == null || !fillWith(stream, entry)) {
				return;
			}
		}
	}

	private boolean fillWith(EventStream stream, Message message) {
		if (message.end() != null) {
			if (this.used > 0) {
				return false;
			}
			this.end = message.end();
			return false;
		}
		if (!put(stream.progress(), message.bytes(), message.length())) {
			return false;
		}
		stream.removeMessage();
		return true;
	}

	private boolean fillWith(EventStream stream, LogEntry entry) {
		WireEvent event = entry.event();
		if (passes(stream, entry)) {
			if (!put(stream.progress(), event.bytes(), event.length())) {
				return false;
			}
			stream.progress().tell(entry.sequence());
		}
		stream.progress().moveTo(entry.sequence());
		return true;
	}

	// Splits only blocks that fit no buffer
	private boolean put(Progress progress, byte[] bytes, int length) {
		if (length > this.buffer.length - this.used) {
			if (this.used > 0) {
				return false;
			}
			progress.begin(bytes, 0, length);
			this.used = progress.continueInto(this.buffer, 0);
			return true;
		}
		System.arraycopy(bytes, 0, this.buffer, this.used, length);
		this.used += length;
		return true;
	}

	private boolean passes(EventStream stream, LogEntry entry) {
		Predicate<SseEventMetadata> filter = stream.filter();
		if (filter == null) {
			return true;
		}
		WireEvent event = entry.event();
		String id = (event.ownId() != null) ? event.ownId() : this.ids.format(entry.sequence());
		try {
			return filter.test(new SseEventMetadata(this.merge.room(), id, event.event(), event.attributes()));
		}
		catch (RuntimeException | Error ex) {
			if (stream.reportFilter()) {
				logger.warn("Filter of an event stream failed, its events are not delivered", ex);
			}
			return false;
		}
	}

	/**
	 * How far {@link #run} has come.
	 */
	enum Result {

		/**
		 * Nothing is left to write.
		 */
		CAUGHT_UP,

		/**
		 * The stream takes no more now, and will call back.
		 */
		NOT_WRITABLE,

		/**
		 * There is more to write.
		 */
		MORE,

		/**
		 * The stream is to be ended.
		 */
		ENDED

	}

}
