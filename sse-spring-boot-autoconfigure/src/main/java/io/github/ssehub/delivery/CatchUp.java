package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseGap;
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
 * <p>
 * A stream that fell off the log is judged for all of its rooms at once, and is told
 * before anything later.
 */
final class CatchUp {

	// Then other streams get their turn
	private static final int MAX_WRITES = 16;

	private static final int MAX_SKIPPED = 1000;

	private final EventLog log;

	private final EventIds ids;

	private final EventEncoder encoder;

	private final EntryMerge merge;

	private final EntrySelection selection;

	// Mutable state for one stream
	private final WriteBuffer buffer = new WriteBuffer();

	private @Nullable CloseReason end;

	private boolean atLeave;

	private int skipped;

	CatchUp(EventLog log, EventIds ids, EventEncoder encoder, EntrySelection selection) {
		this.log = log;
		this.ids = ids;
		this.encoder = encoder;
		this.merge = new EntryMerge(log);
		this.selection = selection;
	}

	// Writes as much as the stream takes, which is asked only if it is not known to take
	// more
	Result run(StreamCursor cursor, StreamOutput output, boolean takesMore, long horizon, long now) throws IOException {
		this.end = null;
		this.atLeave = false;
		this.skipped = 0;
		boolean started = false;
		boolean writable = takesMore;
		try {
			for (int i = 0; i < MAX_WRITES; i++) {
				if (!writable && !output.isWritable(now)) {
					return Result.NOT_WRITABLE;
				}
				if (!started) {
					start(cursor, horizon);
					started = true;
				}
				fill(cursor, horizon);
				boolean filled = !this.buffer.isEmpty();
				if (filled) {
					writable = this.buffer.writeTo(output, now);
					if (!writable) {
						return Result.NOT_WRITABLE;
					}
				}
				if (this.skipped >= MAX_SKIPPED) {
					return Result.MORE;
				}
				if (!filled && !beginMore(cursor, horizon)) {
					return doneResult(cursor, horizon);
				}
			}
			return Result.MORE;
		}
		catch (IOException | RuntimeException | Error ex) {
			this.buffer.renew();
			throw ex;
		}
		finally {
			if (started) {
				this.merge.clear();
			}
		}
	}

	private void start(StreamCursor cursor, long horizon) {
		while (!this.merge.start(cursor, horizon)) {
			judge(cursor);
		}
		if (cursor.lossReason() != null && !cursor.past().excuses(cursor.position())
				&& cursor.options().overflow() == OverflowPolicy.DISCONNECT) {
			this.end = Objects.requireNonNullElse(cursor.closing(), CloseReason.OVERFLOW);
		}
	}

	// Each room goes on with what it still has
	private void judge(StreamCursor cursor) {
		for (Membership membership : cursor.memberships()) {
			long lost = this.log.lostThrough(membership.room.tap, cursor.isFiltered());
			// What comes behind a leave is not for the stream
			long lostThrough = Math.min(lost, membership.leavesAt);
			if (lostThrough > Math.max(cursor.position(), membership.since)) {
				boolean slow = !cursor.past().excuses(cursor.position()) && !this.log.isLostByJournal(lostThrough);
				cursor.lose(lostThrough, slow ? SseGap.Reason.OVERFLOW : SseGap.Reason.EXPIRED);
			}
			membership.since = Math.max(membership.since, lost);
		}
	}

	// Whether there is something to do that is not in the log
	private boolean beginMore(StreamCursor cursor, long horizon) {
		if (this.end != null || this.atLeave) {
			return false;
		}
		if (this.merge.isLost()) {
			start(cursor, horizon);
			return true;
		}
		if (cursor.toldPosition() < cursor.settleAt() && cursor.settleAt() <= horizon && cursor.closing() == null) {
			byte[] position = this.encoder.position(cursor.options().form(), told(cursor, horizon));
			cursor.begin(position, 0, position.length, 0);
			cursor.markTold(horizon);
			return true;
		}
		return false;
	}

	private String told(StreamCursor cursor, long position) {
		return cursor.options().told(this.ids.format(position));
	}

	private Result doneResult(StreamCursor cursor, long horizon) {
		if (this.end != null) {
			return Result.ENDED;
		}
		if (this.atLeave) {
			return Result.AT_LEAVE;
		}
		cursor.moveTo(horizon);
		// The loop may have yet to reach the head that the stream found: until then it
		// is not told of all that the stream has to read
		boolean more = cursor.nextMessage() != null || Math.max(cursor.startHead(), cursor.past().through()) > horizon
				|| cursor.toldPosition() < cursor.settleAt();
		return more ? Result.AWAITING_PASS : Result.CAUGHT_UP;
	}

	// Why the stream is to be ended, if that is the result
	CloseReason endReason() {
		return Objects.requireNonNull(this.end);
	}

	private void fill(StreamCursor cursor, long horizon) {
		this.buffer.clear();
		cursor.continueInto(this.buffer);
		while (!cursor.hasBegun() && this.end == null && this.skipped < MAX_SKIPPED) {
			RoomEntry entry = this.merge.peek(cursor.position());
			if (this.merge.isLost()) {
				return;
			}
			SseGap.Reason lossReason = cursor.lossReason();
			boolean filled;
			if (lossReason != null) {
				filled = fillWithGap(cursor, entry, lossReason, horizon);
			}
			else if (entry != null && !this.merge.isIncluded(cursor, this.selection, entry)) {
				cursor.moveTo(entry.entry().sequence());
				this.skipped++;
				filled = true;
			}
			else {
				filled = fillWithNext(cursor, entry, horizon);
			}
			if (!filled) {
				return;
			}
		}
	}

	// Before all that the rooms still have
	private boolean fillWithGap(StreamCursor cursor, @Nullable RoomEntry next, SseGap.Reason reason, long horizon) {
		// Rooms may have kept what is behind the horizon, too
		long reached = (next != null) ? this.log.before(next.entry().sequence()) : horizon;
		long position = Math.max(cursor.toldPosition(), Math.min(cursor.lossThrough(), reached));
		String toldId = cursor.toldId();
		SseGap gap = SseGap
			.of(cursor.options().told((toldId != null) ? toldId : this.ids.format(cursor.toldPosition())), reason);
		byte[] block = this.encoder.gap(gap, cursor.options().named(), null, told(cursor, position));
		if (!put(cursor, block, block.length, 0)) {
			return false;
		}
		cursor.markLossTold(position);
		cursor.stream().listener().gap(gap);
		return true;
	}

	private boolean fillWithNext(StreamCursor cursor, @Nullable RoomEntry entry, long horizon) {
		Message message = cursor.nextMessage();
		if (message != null && isNext(message, entry, horizon)) {
			return fillWith(cursor, message);
		}
		return entry != null && fillWith(cursor, entry.entry());
	}

	private static boolean isNext(Message message, @Nullable RoomEntry entry, long horizon) {
		return message.stamp() < ((entry != null) ? entry.entry().sequence() : horizon + 1);
	}

	private boolean fillWith(StreamCursor cursor, Message message) {
		if (message.end() != null || message.leave() != null) {
			// An end comes after all that was asked for before: the loop may have yet to
			// do it
			boolean due = message.leave() != null || cursor.closing() != null;
			if (due && this.buffer.isEmpty()) {
				this.end = message.end();
				this.atLeave = message.leave() != null;
			}
			return false;
		}
		if (!put(cursor, message.bytes(), message.length(), message.events())) {
			return false;
		}
		cursor.removeMessage();
		return true;
	}

	private boolean fillWith(StreamCursor cursor, LogEntry entry) {
		WireEvent event = entry.event();
		if (!put(cursor, event.bytes(), event.length(), 1)) {
			return false;
		}
		cursor.markTold(entry);
		cursor.moveTo(entry.sequence());
		return true;
	}

	// Splits only blocks that fit no buffer
	private boolean put(StreamCursor cursor, byte[] bytes, int length, int events) {
		if (length > this.buffer.space()) {
			if (!this.buffer.isEmpty()) {
				return false;
			}
			cursor.begin(bytes, 0, length, events);
			cursor.continueInto(this.buffer);
			return true;
		}
		this.buffer.add(bytes, 0, length, events);
		return true;
	}

	/**
	 * How far {@link #run} has come.
	 */
	enum Result {

		// Nothing is left to write
		CAUGHT_UP,

		// The stream takes no more now, and will call back
		NOT_WRITABLE,

		// There is more to write
		MORE,

		// There is more to write, once the loop has passed what comes before it
		AWAITING_PASS,

		// The stream is to leave a room, and has more to write then
		AT_LEAVE,

		// The stream is to be ended
		ENDED

	}

}
