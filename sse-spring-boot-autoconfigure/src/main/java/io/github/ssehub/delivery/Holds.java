package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;

/**
 * Tells the log how far an event loop has come, and which entries streams that are
 * catching up still have to read. Used by one event loop only.
 * <p>
 * A stream that takes nothing for a while no longer holds entries: it may fall off the
 * log.
 */
final class Holds {

	static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

	private final EventLog log;

	// Mutable state
	private final List<EventStream> streams = new ArrayList<>();

	private final List<RoomMembers> reported = new ArrayList<>();

	Holds(EventLog log) {
		this.log = log;
	}

	boolean isActive() {
		return !this.streams.isEmpty() || !this.reported.isEmpty();
	}

	void add(EventStream stream) {
		if (!stream.progress().isHolding()) {
			stream.progress().setHolding(true);
			this.streams.add(stream);
		}
	}

	void report(RoomMembers room) {
		if (room.markReported()) {
			this.reported.add(room);
		}
	}

	void settle(long horizon, long now) {
		this.streams.removeIf((stream) -> isOver(stream, now));
		for (EventStream stream : this.streams) {
			for (Membership membership : stream.memberships()) {
				report(membership.room);
			}
		}
		if (this.reported.isEmpty()) {
			return;
		}
		this.reported.forEach(RoomMembers::clearHold);
		for (EventStream stream : this.streams) {
			for (Membership membership : stream.memberships()) {
				membership.room.hold(Math.max(stream.progress().cursor(), membership.since));
			}
		}
		this.log.passed(this.reported, horizon);
		this.reported.removeIf((room) -> {
			if (!room.isHeld()) {
				room.clearReported();
			}
			return !room.isHeld();
		});
	}

	private static boolean isOver(EventStream stream, long now) {
		Progress progress = stream.progress();
		if (progress.isLive() || stream.index() < 0) {
			progress.setHolding(false);
			return true;
		}
		// A stream without an output has not been able to take anything yet
		if (stream.output() != null && now - progress.lastProgress() > GRACE_NANOS) {
			progress.setHolding(false);
			return true;
		}
		return false;
	}

}
