package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.github.ssehub.delivery.Batch.Segment;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.wire.WireEvent;

/**
 * Offers new entries to the members of their rooms, in passes up to a horizon. Used by
 * one event loop only.
 */
final class FanOut {

	private final EventLog log;

	private final Queue<RoomMembers> grownRooms;

	private final LoopStreams streams;

	// Mutable state
	private final List<RoomMembers> rooms = new ArrayList<>();

	private final Batch batch = new Batch();

	private long horizon;

	private long pass;

	FanOut(EventLog log, Queue<RoomMembers> grownRooms, LoopStreams streams) {
		this.log = log;
		this.grownRooms = grownRooms;
		this.streams = streams;
		this.horizon = log.head();
	}

	// Return the sequence up to which everything was offered to every member.
	long horizon() {
		return this.horizon;
	}

	// Offer everything up to a sequence, whose rooms are in the queue by now. Return
	// whether there was anything.
	boolean passTo(long target, long now) {
		this.pass++;
		RoomMembers room;
		while ((room = this.grownRooms.poll()) != null) {
			room.enterPass(this.pass);
			this.rooms.add(room);
		}
		long from = this.horizon;
		this.horizon = target;
		for (RoomMembers grown : this.rooms) {
			pass(grown, from, target, now);
		}
		boolean grew = !this.rooms.isEmpty();
		this.rooms.clear();
		return grew;
	}

	private void pass(RoomMembers room, long from, long target, long now) {
		try {
			boolean complete = this.log.take(room, from, target, this.batch.entries());
			if (!complete || !this.batch.entries().isEmpty()) {
				offer(room, from, complete, now);
			}
		}
		catch (RuntimeException | Error ex) {
			endAll(room, ex);
		}
		finally {
			this.batch.clear();
		}
		this.streams.report(room);
	}

	// Or some of them would miss events, and not be told
	private void endAll(RoomMembers room, Throwable cause) {
		List<Membership> members = room.members();
		for (int i = members.size() - 1; i >= 0; i--) {
			this.streams.fail(members.get(i).stream, cause);
		}
	}

	private void offer(RoomMembers room, long from, boolean complete, long now) {
		List<Membership> members = room.members();
		for (int i = members.size() - 1; i >= 0; i--) {
			Membership membership = members.get(i);
			EventStream stream = membership.stream;
			if (!stream.progress().isLive()) {
				continue;
			}
			if (complete && sharesBatch(stream, membership, from)) {
				write(stream, from, now);
			}
			else {
				this.streams.fallBehind(stream, from);
				this.streams.resume(stream);
			}
		}
	}

	// A stream in several rooms that grew gets them merged, never one after the other
	private boolean sharesBatch(EventStream stream, Membership membership, long from) {
		if (membership.since > from || membership.until != Long.MAX_VALUE || stream.filter() != null
				|| stream.nextMessage() != null || stream.progress().keyedOnlyThrough() > from) {
			return false;
		}
		if (this.rooms.size() > 1) {
			for (Membership other : stream.memberships()) {
				if (other != membership && other.room.isInPass(this.pass)) {
					return false;
				}
			}
		}
		return true;
	}

	private void write(EventStream stream, long from, long now) {
		StreamOutput output = stream.output();
		if (output == null) {
			return;
		}
		try {
			boolean writable = true;
			for (Segment segment : this.batch.segments(from)) {
				if (!writable) {
					fallBehind(stream, segment);
					return;
				}
				output.write(segment.bytes(), segment.offset(), segment.length(), now);
				writable = output.isWritable(now);
			}
			stream.progress().tell(this.batch.last());
			if (!writable) {
				stream.progress().conflate();
				this.streams.fallBehind(stream, this.horizon);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.streams.fail(stream, ex);
		}
	}

	private void fallBehind(EventStream stream, Segment next) {
		stream.progress().conflate();
		LogEntry begun = next.begun();
		if (begun != null) {
			WireEvent event = begun.event();
			stream.progress().begin(event.bytes(), next.offset(), event.length());
			stream.progress().tell(begun);
			this.streams.fallBehind(stream, begun.sequence());
		}
		else {
			if (next.cursor() > stream.progress().told()) {
				stream.progress().tell(next.cursor());
			}
			this.streams.fallBehind(stream, next.cursor());
		}
	}

}
