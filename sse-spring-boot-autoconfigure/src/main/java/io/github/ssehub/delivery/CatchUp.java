package io.github.ssehub.delivery;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.Mailbox.Message;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Writes to one stream what it has not been sent yet, from the logs of its rooms and from
 * its mailbox, in the order of the sequence. One instance serves all streams of an event
 * loop, one after the other.
 */
final class CatchUp {

	// Then other streams get their turn
	private static final int MAX_WRITES = 16;

	private final EntryMerge merge;

	private final EntrySelection selection;

	private final Gaps gaps;

	private final EventEncoder encoder;

	// Mutable state for one stream
	private byte[] buffer = new byte[Sink.MAX_WRITE];

	private int used;

	private @Nullable CloseReason end;

	CatchUp(EventLog log, EventIds ids, EventEncoder encoder) {
		this.merge = new EntryMerge(log);
		this.selection = new EntrySelection(ids);
		this.gaps = new Gaps(log, ids, encoder);
		this.encoder = encoder;
	}

	// Writes as much as the stream takes
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
				if (this.used > 0) {
					output.write(this.buffer, 0, this.used, now);
					stream.progress().made(now);
					if (!output.isWritable(now)) {
						// Its sink may keep the bytes until it is ready
						this.buffer = new byte[Sink.MAX_WRITE];
						return Result.NOT_WRITABLE;
					}
				}
				else if (!beginMore(stream, horizon)) {
					return doneResult(stream, horizon);
				}
			}
			return Result.MORE;
		}
		catch (IOException | RuntimeException | Error ex) {
			this.buffer = new byte[Sink.MAX_WRITE];
			throw ex;
		}
		finally {
			if (started) {
				this.merge.clear();
			}
		}
	}

	// Whether there is something to say that is not in the log
	private boolean beginMore(EventStream stream, long horizon) {
		if (this.end != null) {
			return false;
		}
		if (this.merge.isLost()) {
			if (stream.closing() != null) {
				this.gaps.readNoMore(stream);
			}
			else if (!this.gaps.skipLost(stream)) {
				this.end = CloseReason.OVERFLOW;
				return false;
			}
			this.merge.start(stream, horizon);
			return true;
		}
		if (stream.progress().isToldTooLittle() && stream.progress().settleAt() <= horizon
				&& stream.closing() == null) {
			byte[] position = this.encoder.heartbeat(horizon);
			stream.progress().begin(position, 0, position.length);
			stream.progress().tell(horizon);
			return true;
		}
		return false;
	}

	private Result doneResult(EventStream stream, long horizon) {
		if (this.end != null) {
			return Result.ENDED;
		}
		stream.progress().moveTo(Math.max(horizon, stream.progress().cursor()));
		// The loop may have yet to reach the head that the stream found: until then it
		// is not told of all that the stream has to read
		boolean more = stream.nextMessage() != null || stream.progress().startHead() > horizon
				|| stream.progress().isToldTooLittle() || this.merge.hasMissed();
		return more ? Result.AHEAD : Result.CAUGHT_UP;
	}

	// Why the stream has ended
	CloseReason endReason() {
		return (this.end != null) ? this.end : CloseReason.COMPLETED;
	}

	private void fill(EventStream stream, long horizon) {
		Progress progress = stream.progress();
		this.used = progress.continueInto(this.buffer, 0);
		while (!progress.hasBegun() && this.end == null) {
			RoomEntry entry = this.merge.peek(progress.cursor());
			if (this.merge.isLost()) {
				return;
			}
			if (entry != null && !this.merge.isIncluded(stream, this.selection, entry)) {
				progress.moveTo(entry.entry().sequence());
				continue;
			}
			long missed = this.merge.missedBefore(entry, progress.snapshot() != null);
			Message message = stream.nextMessage();
			if (message != null && message.stamp() < next(entry, missed, horizon)) {
				if (!fillWith(stream, message)) {
					return;
				}
			}
			else if (missed != EntryMerge.NONE) {
				if (!fillWithGap(stream, entry, missed)) {
					return;
				}
			}
			else if (entry == null || !fillWith(stream, entry.entry())) {
				return;
			}
		}
	}

	private static long next(@Nullable RoomEntry entry, long missed, long horizon) {
		if (missed != EntryMerge.NONE) {
			return missed;
		}
		return (entry != null) ? entry.entry().sequence() : horizon + 1;
	}

	private boolean fillWith(EventStream stream, Message message) {
		if (message.end() != null) {
			if (this.used == 0) {
				this.end = message.end();
			}
			return false;
		}
		if (!put(stream.progress(), message.bytes(), message.length())) {
			return false;
		}
		stream.removeMessage();
		return true;
	}

	private boolean fillWithGap(EventStream stream, @Nullable RoomEntry next, long missed) {
		Progress progress = stream.progress();
		// Of all that is missing before the next entry
		long through = (next != null) ? next.entry().sequence() : missed;
		// A room whose later loss the snapshot was for may have been left
		long position = Math.max(missed, progress.told());
		String id = this.gaps.id(stream, position, through);
		SseGap gap = this.gaps.gap(stream, through);
		byte[] block = this.gaps.block(stream, gap, id);
		if (!put(progress, block, block.length)) {
			return false;
		}
		this.gaps.tell(stream, gap, position);
		progress.tell(position, id);
		progress.moveTo(Math.max(progress.cursor(), position));
		return true;
	}

	private boolean fillWith(EventStream stream, LogEntry entry) {
		Progress progress = stream.progress();
		WireEvent event = entry.event();
		if (!put(progress, event.bytes(), event.length())) {
			return false;
		}
		progress.tell(entry);
		progress.moveTo(entry.sequence());
		this.gaps.delivered(stream, entry.sequence());
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
		 * There is more to write, once the loop has passed it.
		 */
		AHEAD,

		/**
		 * The stream is to be ended.
		 */
		ENDED

	}

}
