package io.github.ssehub.delivery;

import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

/**
 * Lets a stream that fell off the end of the log go on from the oldest entries that are
 * kept, and tells its client. Used by one event loop only.
 */
final class Resync {

	private final EventLog log;

	private final EntryMerge merge;

	private final EventIds ids;

	private final EventEncoder encoder;

	Resync(EventLog log, EntryMerge merge, EventIds ids, EventEncoder encoder) {
		this.log = log;
		this.merge = merge;
		this.ids = ids;
		this.encoder = encoder;
	}

	void begin(EventStream stream, long horizon) {
		Progress progress = stream.progress();
		long settleAt = progress.cursor();
		RoomEntry next;
		// More may be lost meanwhile
		do {
			settleAt = Math.max(settleAt, skipLost(stream));
			this.merge.start(stream, horizon);
			next = this.merge.peek(progress.cursor());
		}
		while (this.merge.isLost());
		// Not past what has yet to be sent, or that would be missing after a cut
		long position = (next != null) ? Math.min(settleAt, next.entry().sequence() - 1) : Math.min(settleAt, horizon);
		SseGap gap = new SseGap(this.ids.format(progress.told()), SseGap.Reason.OVERFLOW);
		byte[] block = this.encoder.gap(gap, null, this.ids.format(position));
		progress.begin(block, 0, block.length);
		progress.moveTo(position);
		progress.tell(position);
		progress.settleAt(Math.min(settleAt, horizon));
		stream.listener().gap(gap);
	}

	// For a stream that is ending: its client is told of the gap when it comes back, so
	// it must get no later id now, only what was sent to it alone
	void readNoMore(EventStream stream, long horizon) {
		for (Membership membership : stream.memberships()) {
			membership.since = Long.MAX_VALUE;
		}
		this.merge.start(stream, horizon);
	}

	// Room by room: those that have lost nothing are read whole
	private long skipLost(EventStream stream) {
		long cursor = stream.progress().cursor();
		long skippedThrough = cursor;
		for (Membership membership : stream.memberships()) {
			long lostThrough = this.log.lostThrough(membership.room, stream.filter() != null);
			if (lostThrough > Math.max(cursor, membership.since)) {
				membership.since = lostThrough;
				skippedThrough = Math.max(skippedThrough, lostThrough);
			}
		}
		return skippedThrough;
	}

}
