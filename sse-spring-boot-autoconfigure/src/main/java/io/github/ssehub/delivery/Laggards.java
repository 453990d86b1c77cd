package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.ReaderMark;
import io.github.ssehub.log.RoomTap;

/**
 * The streams of an event loop that are catching up, and the least of their positions,
 * after which the log holds entries for them. Used by the loop only.
 * <p>
 * A stream that takes nothing for a while no longer counts: it may fall off the log.
 */
final class Laggards {

	static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

	// How often the least position is looked for anew
	static final long CHECK_NANOS = Duration.ofMillis(100).toNanos();

	private final EventLog log;

	private final ReaderMark mark;

	// Mutable state
	private final Set<StreamCursor> cursors = new LinkedHashSet<>();

	private long heldFrom = ReaderMark.NONE;

	private long joins;

	private long checkedAt;

	private boolean changed;

	Laggards(EventLog log, ReaderMark mark, long now) {
		this.log = log;
		this.mark = mark;
		this.checkedAt = now;
	}

	// A stream of the loop has joined rooms in the log
	void joined() {
		this.joins++;
		this.changed = true;
	}

	void add(StreamCursor cursor, long now) {
		if (takesNothing(cursor, now)) {
			return;
		}
		this.cursors.add(cursor);
		this.heldFrom = Math.min(this.heldFrom, heldFrom(cursor));
	}

	// What comes before is not read from the log
	private static long heldFrom(StreamCursor cursor) {
		return Math.max(cursor.position(), cursor.past().through());
	}

	void remove(StreamCursor cursor) {
		if (this.cursors.remove(cursor) && this.cursors.isEmpty()) {
			this.heldFrom = ReaderMark.NONE;
			this.changed = true;
		}
	}

	// Whether the log is to be told now and then
	boolean isActive() {
		return !this.cursors.isEmpty() || this.log.hasHeld();
	}

	// Tells the log, at the end of a turn
	void settle(long horizon, List<RoomTap> grown, long now) {
		boolean due = isActive() && now - this.checkedAt >= CHECK_NANOS;
		if (due) {
			check(now);
		}
		if (due || this.changed || !grown.isEmpty()) {
			this.changed = false;
			this.log.passed(this.mark, horizon, grown, this.heldFrom, this.joins);
		}
	}

	private void check(long now) {
		this.checkedAt = now;
		this.cursors.removeIf((cursor) -> takesNothing(cursor, now));
		long least = ReaderMark.NONE;
		for (StreamCursor cursor : this.cursors) {
			least = Math.min(least, heldFrom(cursor));
		}
		this.heldFrom = least;
	}

	// Not one that has yet to be asked: without an output, or waiting for its turn
	private static boolean takesNothing(StreamCursor cursor, long now) {
		StreamOutput output = cursor.output();
		return output != null && output.isWaiting() && now - output.waitingSince() > GRACE_NANOS;
	}

}
