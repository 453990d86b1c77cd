package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseGap;
import io.github.ssehub.SseHub;
import io.github.ssehub.log.StreamStart.InRoom;
import io.github.ssehub.wire.EventIds;

/**
 * Finds out where a stream starts, from an id that anyone may have made up. Called under
 * the lock of the {@link EventLog}.
 * <p>
 * This is where a loss is judged: room by room, and once for all that is missing. A room
 * that lost something starts with what it still has.
 */
final class StartResolver {

	private static final long UNKNOWN = -1;

	private final EventIds ids;

	private final Holes holes;

	StartResolver(EventIds ids, Holes holes) {
		this.ids = ids;
		this.holes = holes;
	}

	StreamStart resolve(List<RoomTap> taps, StartRequest request, long head) {
		String lastEventId = request.lastEventId();
		if (lastEventId == null || lastEventId.isEmpty()) {
			return first(taps, request, head);
		}
		long cursor = locate(taps, lastEventId, head);
		if (cursor == UNKNOWN) {
			return afterUnknown(taps, request, lastEventId, head);
		}
		StreamStart start = resume(taps, cursor, lastEventId, request.resumable(), request, head);
		return (request.resumable() || start.gap() != null) ? start : latest(taps, request, 0, false, false, head);
	}

	// Ids of the application come first: they may look like anything
	private long locate(List<RoomTap> taps, String id, long head) {
		long earliest = Long.MAX_VALUE;
		for (RoomTap tap : taps) {
			RoomEntry entry = tap.room().findById(id);
			if (entry != null) {
				earliest = Math.min(earliest, entry.sequence());
			}
		}
		if (earliest != Long.MAX_VALUE) {
			return earliest;
		}
		long sequence = this.ids.parse(id);
		return (sequence >= 0 && sequence <= head) ? sequence : UNKNOWN;
	}

	// One of another run of the server: what is kept may all be new to the client
	private StreamStart afterUnknown(List<RoomTap> taps, StartRequest request, String id, long head) {
		if (request.resumable() && this.ids.isOfOtherEpoch(id)) {
			return withGap(latest(taps, request, StartRequest.ALL, true, false, head), id);
		}
		return withGap(first(taps, request, head), null);
	}

	private StreamStart first(List<RoomTap> taps, StartRequest request, long head) {
		String since = request.since();
		if (since == null) {
			return latest(taps, request, request.latest(), false, request.keyedOnly(), head);
		}
		long cursor = locate(taps, since, head);
		if (cursor == UNKNOWN) {
			return withGap(latest(taps, request, StartRequest.ALL, true, false, head), null);
		}
		StreamStart start = resume(taps, cursor, since, true, request, head);
		// Not the id of the client, which has none
		return new StreamStart(start.position(), head, start.rooms(), null, start.gap(), start.settledAt(), false,
				start.pastThrough());
	}

	private StreamStart latest(List<RoomTap> taps, StartRequest request, int count, boolean ofAll, boolean keyedOnly,
			long head) {
		List<InRoom> members = new ArrayList<>(taps.size());
		long position = head;
		long settledAt = 0;
		for (RoomTap tap : taps) {
			boolean wanted = ofAll || !SseHub.ALL.equals(tap.roomName());
			RoomEntry first = (wanted && request.replays(tap)) ? tap.room().firstOfLatest(count) : null;
			long since = (first != null) ? this.holes.before(first.sequence()) : head;
			members.add(new InRoom(tap, since));
			position = Math.min(position, since);
			settledAt = Math.max(settledAt, since);
		}
		return new StreamStart(position, head, members, null, null, settledAt, keyedOnly);
	}

	private static StreamStart withGap(StreamStart start, @Nullable String id) {
		return new StreamStart(start.position(), start.head(), start.rooms(), id, SseGap.Reason.UNKNOWN,
				start.settledAt(), start.keyedOnly());
	}

	private StreamStart resume(List<RoomTap> taps, long sequence, String id, boolean resumable, StartRequest request,
			long head) {
		long hole = this.holes.endOf(sequence);
		// What the client has instead is of another history. No id is to be in there
		long cursor = (hole != sequence) ? this.holes.before(hole) : sequence;
		long lostThrough = (hole != sequence) ? cursor : UNKNOWN;
		long firstKept = Long.MAX_VALUE;
		List<InRoom> members = new ArrayList<>(taps.size());
		for (RoomTap tap : taps) {
			RoomLog room = tap.room();
			boolean replayed = resumable && request.replays(tap);
			long goneThrough = replayed ? room.goneThrough(request.filtered()) : room.lastSequence();
			long since = Math.max(cursor, goneThrough);
			lostThrough = (goneThrough > cursor) ? Math.max(lostThrough, goneThrough) : lostThrough;
			RoomEntry first = room.first(since);
			firstKept = (first != null) ? Math.min(firstKept, first.sequence()) : firstKept;
			members.add(new InRoom(tap, since));
		}
		if (lostThrough == UNKNOWN) {
			return new StreamStart(cursor, head, members, id, null, cursor, false);
		}
		if (hole == sequence && resumable) {
			long pastThrough = pastThrough(taps, cursor, request);
			if (pastThrough != UNKNOWN) {
				return new StreamStart(cursor, head, inPast(taps, cursor, request, head), id, null, cursor, false,
						pastThrough);
			}
		}
		// Nothing that is kept may come before the id of the gap
		long position = Math.min(lostThrough, this.holes.before(firstKept));
		return new StreamStart(position, head, members, id, SseGap.Reason.EXPIRED, lostThrough, false);
	}

	// Up to where the journal is to be read, or unknown if it is not for all that is lost
	private static long pastThrough(List<RoomTap> taps, long cursor, StartRequest request) {
		long through = UNKNOWN;
		for (RoomTap tap : taps) {
			RoomLog room = tap.room();
			boolean replayed = request.replays(tap);
			long goneThrough = replayed ? room.goneThrough(request.filtered()) : room.lastSequence();
			if (goneThrough > cursor) {
				if (!request.past() || !replayed || !room.hasPast(cursor)) {
					return UNKNOWN;
				}
				through = Math.max(through, Math.max(goneThrough, room.maybeClosedAt()));
			}
		}
		return through;
	}

	private static List<InRoom> inPast(List<RoomTap> taps, long cursor, StartRequest request, long head) {
		return taps.stream().map((tap) -> new InRoom(tap, request.replays(tap) ? cursor : head)).toList();
	}

}
