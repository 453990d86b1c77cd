package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

import io.github.ssehub.delivery.Batch.Segment;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.log.RoomTap;

/**
 * Offers new entries to the members of their rooms, in passes up to a horizon. Used by
 * one event loop only, unless said otherwise.
 */
final class FanOut {

	private final EventLog log;

	private final Queue<RoomTap> grown = new ConcurrentLinkedQueue<>();

	private final LoopRooms rooms;

	private final LoopStreams streams;

	private final EntrySelection selection;

	private final LongSupplier nanoClock;

	private final Pacer pacer;

	// Mutable state
	private final List<RoomMembers> inPass = new ArrayList<>();

	private final List<RoomTap> offered = new ArrayList<>();

	private final Batch batch = new Batch();

	private final Batch selected = new Batch();

	private long horizon;

	private long pass;

	// New events must wait for the next pass, and need not wake the loop
	private volatile boolean pausing;

	FanOut(EventLog log, LoopRooms rooms, LoopStreams streams, EntrySelection selection, LongSupplier nanoClock,
			Pacer pacer) {
		this.log = log;
		this.rooms = rooms;
		this.streams = streams;
		this.selection = selection;
		this.nanoClock = nanoClock;
		this.pacer = pacer;
		this.horizon = log.head();
	}

	// Called by any thread
	void grown(RoomTap tap) {
		this.grown.add(tap);
	}

	boolean hasGrown() {
		return !this.grown.isEmpty();
	}

	// Whether a pass is to begin at once. Called by any thread
	boolean isPassDue() {
		return !this.pausing && hasGrown();
	}

	void setPausing(boolean pausing) {
		this.pausing = pausing;
	}

	// How long until the next pass may begin, not positive if it may now
	long delay(long now) {
		return this.pacer.delay(now);
	}

	// Return the sequence up to which everything was offered to every member
	long horizon() {
		return this.horizon;
	}

	// Return the rooms in which something was offered and the log has not been told yet
	List<RoomTap> offered() {
		return this.offered;
	}

	// Offer everything up to a sequence, whose rooms are in the queue by now
	void passTo(long target, long now) {
		long start = this.nanoClock.getAsLong();
		this.pass++;
		RoomTap tap;
		while ((tap = this.grown.poll()) != null) {
			RoomMembers room = this.rooms.find(tap);
			room.enterPass(this.pass);
			this.inPass.add(room);
			this.offered.add(tap);
		}
		long from = this.horizon;
		this.horizon = target;
		boolean grew = !this.inPass.isEmpty();
		try {
			this.inPass.forEach((room) -> pass(room, from, target, now));
		}
		finally {
			// Not again what was offered once
			this.inPass.clear();
		}
		if (grew) {
			this.pacer.passed(start, this.nanoClock.getAsLong(), hasGrown());
		}
	}

	private void pass(RoomMembers room, long from, long target, long now) {
		try {
			boolean complete = this.log.take(room.tap, from, target, this.batch.entries());
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
	}

	// Or some of them would miss events, and not be told
	private void endAll(RoomMembers room, Throwable cause) {
		List<Membership> members = room.members;
		for (int i = members.size() - 1; i >= 0; i--) {
			this.streams.fail(members.get(i).cursor, cause);
		}
	}

	private void offer(RoomMembers room, long from, boolean complete, long now) {
		List<Membership> members = room.members;
		for (int i = members.size() - 1; i >= 0; i--) {
			Membership membership = members.get(i);
			StreamCursor cursor = membership.cursor;
			if (!cursor.isLive()) {
				continue;
			}
			if (complete && sharesBatch(cursor, membership, from)) {
				write(cursor, cursor.isFiltered() ? select(cursor, room) : this.batch, from, now);
			}
			else {
				this.streams.fallBehind(cursor, from);
				this.streams.resume(cursor);
			}
		}
		this.selected.clear();
	}

	// A stream in several rooms that grew gets them merged, never one after the other
	private boolean sharesBatch(StreamCursor cursor, Membership membership, long from) {
		if (membership.since > from || cursor.nextMessage() != null || cursor.keyedOnlyThrough() > from) {
			return false;
		}
		if (this.inPass.size() > 1) {
			for (Membership other : cursor.memberships()) {
				if (other != membership && other.room.isInPass(this.pass)) {
					return false;
				}
			}
		}
		return true;
	}

	// The part of the batch that passes a filter
	private Batch select(StreamCursor cursor, RoomMembers room) {
		this.selected.clear();
		for (RoomEntry entry : this.batch.entries()) {
			if (this.selection.passes(cursor, room.name(), entry.entry())) {
				this.selected.entries().add(entry);
			}
		}
		return (this.selected.entries().size() == this.batch.entries().size()) ? this.batch : this.selected;
	}

	private void write(StreamCursor cursor, Batch batch, long from, long now) {
		StreamOutput output = cursor.output();
		if (output == null || batch.entries().isEmpty()) {
			return;
		}
		int delivered = 0;
		try {
			boolean writable = true;
			for (Segment segment : batch.segments()) {
				delivered = segment.passed();
				if (!writable) {
					fallBehind(cursor, segment, from);
					return;
				}
				output.write(segment.bytes(), segment.offset(), segment.length(), now);
				writable = output.isWritable(now);
			}
			delivered = batch.entries().size();
			cursor.markTold(batch.last());
			if (!writable) {
				cursor.conflate();
				this.streams.fallBehind(cursor, this.horizon);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.streams.fail(cursor, ex);
		}
		finally {
			output.delivered(delivered);
		}
	}

	private void fallBehind(StreamCursor cursor, Segment next, long from) {
		cursor.conflate();
		LogEntry begun = next.begun();
		LogEntry last = (begun != null) ? begun : next.before();
		if (begun != null) {
			cursor.begin(begun.event().bytes(), next.offset(), begun.event().length(), 1);
		}
		if (last != null) {
			cursor.markTold(last);
		}
		this.streams.fallBehind(cursor, (last != null) ? last.sequence() : from);
	}

}
