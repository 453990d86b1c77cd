package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseGap;
import io.github.ssehub.SseHub;
import io.github.ssehub.log.Start.Member;
import io.github.ssehub.wire.EventIds;

/**
 * Finds out where a stream starts, from an id that anyone may have made up. Called under
 * the lock of the {@link EventLog}.
 */
final class StartResolver {

	private static final long UNKNOWN = -1;

	private final EventIds ids;

	StartResolver(EventIds ids) {
		this.ids = ids;
	}

	Start resolve(List<RoomTap> taps, StartRequest request, long head) {
		String lastEventId = request.lastEventId();
		if (lastEventId == null || lastEventId.isEmpty()) {
			return first(taps, request, head);
		}
		long cursor = locate(taps, lastEventId, head);
		if (cursor == UNKNOWN) {
			return afterUnknown(taps, request, lastEventId, head);
		}
		Start start = resume(taps, cursor, lastEventId, request.resumable(), request.filtered(), head);
		return (request.resumable() || start.gap() != null) ? start : latest(taps, 0, false, false, head);
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
	private Start afterUnknown(List<RoomTap> taps, StartRequest request, String id, long head) {
		if (request.resumable() && this.ids.isOfOtherEpoch(id)) {
			return withGap(latest(taps, StartRequest.ALL, true, false, head), id);
		}
		return withGap(first(taps, request, head), null);
	}

	private Start first(List<RoomTap> taps, StartRequest request, long head) {
		String since = request.since();
		if (since == null) {
			return latest(taps, request.latest(), false, request.keyedOnly(), head);
		}
		long cursor = locate(taps, since, head);
		if (cursor == UNKNOWN) {
			return withGap(latest(taps, StartRequest.ALL, true, false, head), null);
		}
		Start start = resume(taps, cursor, since, true, request.filtered(), head);
		// Not the id of the client, which has none
		return new Start(start.position(), head, start.members(), null, start.gap(), start.settledAt(), false);
	}

	private static Start latest(List<RoomTap> taps, int count, boolean ofAll, boolean keyedOnly, long head) {
		List<Member> members = new ArrayList<>(taps.size());
		long position = head;
		long settledAt = 0;
		for (RoomTap tap : taps) {
			boolean wanted = ofAll || !SseHub.ALL.equals(tap.roomName());
			long since = (wanted && tap.room().retention().resumable()) ? tap.room().beforeLatest(count, head) : head;
			members.add(new Member(tap, since));
			position = Math.min(position, since);
			settledAt = Math.max(settledAt, since);
		}
		return new Start(position, head, members, null, null, settledAt, keyedOnly);
	}

	// Comes first, and is for all that is missing
	private static Start withGap(Start start, @Nullable String id) {
		List<Member> members = start.members()
			.stream()
			.map((member) -> new Member(member.tap(), member.since()))
			.toList();
		return new Start(start.position(), start.head(), members, id, SseGap.Reason.UNKNOWN,
				Math.max(start.settledAt(), start.missedThrough()), start.keyedOnly());
	}

	// Room by room: those that still have everything are replayed whole
	private Start resume(List<RoomTap> taps, long cursor, String id, boolean resumable, boolean filtered, long head) {
		List<Member> members = new ArrayList<>(taps.size());
		SseGap.Reason gap = null;
		for (RoomTap tap : taps) {
			RoomLog room = tap.room();
			boolean replayed = resumable && room.retention().resumable();
			long missedThrough = replayed ? room.goneThrough(filtered) : room.lastSequence();
			boolean missed = missedThrough > cursor;
			boolean single = missedThrough == cursor + 1 && this.ids.isBehindGap(id);
			if (missed && !(single && resumable && !filtered && isKept(taps, missedThrough))) {
				gap = SseGap.Reason.EXPIRED;
			}
			members.add(new Member(tap, Math.max(cursor, missedThrough), missed, single));
		}
		return new Start(cursor, head, members, id, gap, cursor, false);
	}

	private static boolean isKept(List<RoomTap> taps, long sequence) {
		return taps.stream()
			.map(RoomTap::room)
			.anyMatch((room) -> room.retention().resumable() && room.keeps(sequence));
	}

}
