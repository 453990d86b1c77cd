package io.github.ssehub.delivery;

import java.util.HashMap;
import java.util.Map;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.RoomTap;

/**
 * What is measured on one event loop now and then: how far its streams are behind, and
 * how busy it is. Measured by its loop only, and read by any thread.
 */
final class LoopGauges {

	private static final long INTERVAL_NANOS = 500_000_000;

	// A shorter one tells of a moment only
	private static final long WINDOW_NANOS = 5_000_000_000L;

	// A turn that takes longer is in the way of everything
	private static final long LONG_TURN_NANOS = 2_000_000_000;

	private final EventLog log;

	private final LoopCounters counters;

	// The least position of those that are behind, by room
	private final Map<RoomTap, Long> unread = new HashMap<>();

	// Mutable state
	private boolean due;

	private int behind;

	private long measuredAt;

	private long windowStart;

	private long windowBusy;

	private volatile int lagging;

	private volatile Lag lag = Lag.NONE;

	private volatile double busy;

	LoopGauges(EventLog log, LoopCounters counters, long now) {
		this.log = log;
		this.counters = counters;
		this.measuredAt = now;
		this.windowStart = now;
	}

	void begin(long now) {
		this.due = now - this.measuredAt >= INTERVAL_NANOS;
		this.behind = 0;
	}

	void add(StreamCursor cursor) {
		if (this.due && cursor.isOpen() && cursor.output() != null && !cursor.isLive()) {
			this.behind++;
			for (Membership membership : cursor.memberships()) {
				this.unread.merge(membership.room.tap, Math.max(cursor.position(), membership.since), Math::min);
			}
		}
	}

	void end(long now) {
		if (!this.due) {
			return;
		}
		this.measuredAt = now;
		this.lagging = this.behind;
		long age = -1;
		for (Map.Entry<RoomTap, Long> room : this.unread.entrySet()) {
			age = Math.max(age, this.log.ageOfFirst(room.getKey(), room.getValue()));
		}
		this.unread.clear();
		this.lag = (age >= 0) ? new Lag(true, now - age) : Lag.NONE;
		measureBusy(now);
	}

	private void measureBusy(long now) {
		long busyNanos = this.counters.busyNanos();
		long time = now - this.windowStart;
		this.busy = Math.min(1, (busyNanos - this.windowBusy) / (double) time);
		if (time >= WINDOW_NANOS) {
			this.windowStart = now;
			this.windowBusy = busyNanos;
		}
	}

	int lagging() {
		return this.lagging;
	}

	// Since when the oldest event waits that a stream has yet to be sent
	long lagNanos(long now) {
		Lag lag = this.lag;
		return lag.any ? Math.max(0, now - lag.since) : 0;
	}

	// The share of its time in which the loop had something to do
	double busy(long now) {
		return (this.counters.turnNanos(now) > LONG_TURN_NANOS) ? 1 : this.busy;
	}

	private record Lag(boolean any, long since) {

		static final Lag NONE = new Lag(false, 0);

	}

}
