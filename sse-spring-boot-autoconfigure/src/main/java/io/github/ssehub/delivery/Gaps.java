package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;

import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

/**
 * What clients are told of events that are no longer kept. Used by one event loop only.
 * <p>
 * A gap is told in the place of what is missing, room by room: behind all that comes
 * before, and with the position of the last missing event. So a client with an earlier id
 * has not been told, and one with a later id has, wherever it was cut off.
 */
final class Gaps {

	private final EventLog log;

	private final EventIds ids;

	private final EventEncoder encoder;

	Gaps(EventLog log, EventIds ids, EventEncoder encoder) {
		this.log = log;
		this.ids = ids;
		this.encoder = encoder;
	}

	// Let a stream that fell off the end of the log go on from the oldest entries, if its
	// policy allows that. Return whether it does
	boolean skipLost(EventStream stream) {
		Progress progress = stream.progress();
		for (Membership membership : stream.memberships()) {
			long lostThrough = this.log.lostThrough(membership.room, stream.filter() != null);
			long position = Math.max(progress.cursor(), membership.since);
			if (lostThrough > position) {
				// Not if it is more of what the client missed before it came
				boolean overflow = !membership.missed || lostThrough > progress.startHead();
				if (overflow && stream.overflow() == OverflowPolicy.DISCONNECT) {
					return false;
				}
				membership.miss(position, lostThrough, overflow);
			}
		}
		return true;
	}

	// The stream gets an event that some of its rooms no longer have
	void delivered(EventStream stream, long sequence) {
		for (Membership membership : stream.memberships()) {
			if (membership.missedOnly(sequence)) {
				membership.forgetMissed();
			}
		}
	}

	// For a stream that is ending: its client is told of the gap when it comes back, so
	// it must get no later id now, only what was sent to it alone
	void readNoMore(EventStream stream) {
		for (Membership membership : stream.memberships()) {
			membership.since = Long.MAX_VALUE;
			membership.forgetMissed();
		}
	}

	SseGap gap(EventStream stream, long through) {
		boolean overflowed = false;
		for (Membership membership : stream.memberships()) {
			overflowed |= membership.overflowed && membership.missedThrough() <= through;
		}
		return new SseGap(toldId(stream), overflowed ? SseGap.Reason.OVERFLOW : SseGap.Reason.EXPIRED);
	}

	// Before an event that one room has lost and another still has, the position alone
	// would not say whether the client was told
	String id(EventStream stream, long position, long through) {
		for (Membership membership : stream.memberships()) {
			if (membership.missedThrough() > position && membership.missedThrough() <= through) {
				return this.ids.formatBehindGap(position);
			}
		}
		return this.ids.format(position);
	}

	byte[] block(EventStream stream, SseGap gap, String id) {
		byte[] snapshot = stream.progress().snapshot();
		if (snapshot == null) {
			return this.encoder.gap(gap, null, id);
		}
		// A client that is cut off within a snapshot must come back as it came
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(this.encoder.gap(gap, null, toldId(stream)));
		bytes.writeBytes(snapshot);
		bytes.writeBytes(this.encoder.position(id));
		return bytes.toByteArray();
	}

	private String toldId(EventStream stream) {
		String toldAs = stream.progress().toldAs();
		return (toldAs != null) ? toldAs : this.ids.format(stream.progress().told());
	}

	// Of all that is missing up to a position
	void tell(EventStream stream, SseGap gap, long position) {
		for (Membership membership : stream.memberships()) {
			membership.tellMissed(position);
		}
		stream.progress().setSnapshot(null);
		stream.listener().gap(gap);
	}

}
