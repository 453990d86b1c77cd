package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * The logs of all rooms, under one sequence. Thread-safe; no method blocks but
 * {@link #append}, which waits for readers when the live window is full.
 * <p>
 * An entry stays until every reader of its room has passed it, that is offered it to each
 * of its members once. After that the replay limits of the room apply, but for entries
 * that a member which is catching up has yet to read. The bound over all rooms does not
 * wait for members.
 */
public final class EventLog {

	private final ReentrantLock lock = new ReentrantLock();

	private final EventIds ids;

	private final LongSupplier nanoClock;

	private final StartResolver starts;

	private final List<LogReader> readers = new CopyOnWriteArrayList<>();

	// Mutable state, guarded by the lock
	private final RoomLogs logs;

	private final WindowGate gate;

	// Written under the lock
	private volatile long head;

	/**
	 * Create a new {@link EventLog} instance.
	 * @param ids the ids of the log
	 * @param settings how much to keep
	 * @param nanoClock the clock, in nanoseconds
	 */
	public EventLog(EventIds ids, LogSettings settings, LongSupplier nanoClock) {
		this.ids = ids;
		this.nanoClock = nanoClock;
		this.starts = new StartResolver(ids);
		this.logs = new RoomLogs(settings);
		this.gate = new WindowGate(this.logs, this.readers, this.lock.newCondition(), settings.maxWait().toNanos());
	}

	/**
	 * Add a reader, to be woken after appends.
	 * @param reader the reader
	 */
	public void addReader(LogReader reader) {
		this.readers.add(reader);
	}

	/**
	 * Return the sequence of the newest entry.
	 * @return the head, zero at first
	 */
	public long head() {
		return this.head;
	}

	/**
	 * Append one event to rooms. Waits while a room's window is full, for the maximum
	 * wait at most; then entries that the readers have not passed are dropped and
	 * counted.
	 * @param rooms the names of the rooms, without duplicates
	 * @param event the event, which is sealed with its id
	 * @return the sequence
	 */
	public long append(Collection<String> rooms, WireEvent event) {
		long sequence;
		this.lock.lock();
		try {
			if (!this.gate.isOpen(rooms, event.bytes().length)) {
				awaitSpace(rooms, event.bytes().length);
			}
			sequence = this.head + 1;
			event.seal(this.ids, sequence);
			LogEntry entry = new LogEntry(sequence, this.nanoClock.getAsLong(), event);
			List<RoomLog> logs = rooms.stream().map((room) -> this.logs.room(room, this.head)).toList();
			logs.forEach((room) -> this.logs.append(room, entry));
			// After the taps were told: a reader that sees the head finds them grown
			this.head = sequence;
			this.logs.trim(entry.time());
		}
		finally {
			this.lock.unlock();
		}
		for (LogReader reader : this.readers) {
			reader.wakeIfGrown();
		}
		return sequence;
	}

	private void awaitSpace(Collection<String> rooms, int size) {
		if (!(Thread.currentThread() instanceof LogReader.ReaderThread)) {
			this.gate.await(rooms, size);
		}
		this.logs.makeSpace(rooms, size);
	}

	/**
	 * Add a member to rooms.
	 * @param rooms the names of the rooms
	 * @param reader the reader that serves the member
	 * @param request where the member asks to start
	 * @param callback told where the member starts, before anything more is appended
	 * @return where the member starts
	 */
	public Start join(Collection<String> rooms, LogReader reader, StartRequest request, JoinCallback callback) {
		return locked(() -> {
			List<RoomTap> taps = new ArrayList<>(rooms.size());
			for (String name : rooms) {
				RoomTap tap = tap(this.logs.room(name, this.head), reader);
				tap.addMember();
				taps.add(tap);
			}
			Start start = this.starts.resolve(taps, request, this.head);
			callback.joined(start);
			return start;
		});
	}

	private RoomTap tap(RoomLog room, LogReader reader) {
		for (RoomTap tap : room.taps()) {
			if (tap.reader() == reader) {
				return tap;
			}
		}
		RoomTap tap = reader.createTap(new RoomTap.Slot(room, reader));
		tap.start(this.head);
		room.taps().add(tap);
		return tap;
	}

	/**
	 * Remove a member from a room.
	 * @param tap the tap that the member joined
	 */
	public void leave(RoomTap tap) {
		locked(() -> {
			if (tap.removeMember()) {
				tap.room().taps().remove(tap);
				this.logs.settle(tap.room(), this.head);
				this.gate.changed();
			}
			return tap;
		});
	}

	/**
	 * Read entries of a room, oldest first.
	 * @param tap the tap of the room
	 * @param after the sequence after which to read
	 * @param upTo the sequence up to which to read
	 * @param max the greatest number of entries to read
	 * @param filtered whether the member may refuse entries
	 * @param target where to add the entries
	 * @return whether no entry after the sequence has been lost; if not, none is added
	 */
	public boolean read(RoomTap tap, long after, long upTo, int max, boolean filtered, List<RoomEntry> target) {
		return locked(() -> tap.room().read(after, upTo, max, filtered, target));
	}

	/**
	 * Read the entries of a room that has grown, on the thread of the reader. A later
	 * entry is announced anew.
	 * @param tap the tap of the room
	 * @param after the sequence after which to read
	 * @param upTo the sequence up to which to read
	 * @param target where to add the entries
	 * @return whether no entry after the sequence has been lost; if not, none is added
	 */
	public boolean take(RoomTap tap, long after, long upTo, List<RoomEntry> target) {
		return locked(() -> {
			tap.taken();
			if (tap.room().lastSequence() > upTo) {
				tap.grown();
			}
			return tap.room().read(after, upTo, Integer.MAX_VALUE, false, target);
		});
	}

	/**
	 * Tell how far a reader has come in its rooms, on its thread.
	 * @param taps the taps, each with what members that are catching up have read
	 * @param passed the sequence through which all entries were offered to all members
	 */
	public void passed(Collection<? extends RoomTap> taps, long passed) {
		locked(() -> {
			long unpassedBytes = this.logs.unpassedBytes();
			for (RoomTap tap : taps) {
				tap.advance(passed);
				this.logs.settle(tap.room(), this.head);
			}
			this.logs.trim(this.nanoClock.getAsLong());
			// Publishers that wait have the readers pass at once: in vain would be for
			// ever
			if (this.logs.unpassedBytes() < unpassedBytes) {
				this.gate.changed();
			}
			return taps;
		});
	}

	/**
	 * Return through which sequence a room has lost entries.
	 * @param tap the tap of the room
	 * @param filtered whether the member may refuse entries
	 * @return the sequence
	 */
	public long lostThrough(RoomTap tap, boolean filtered) {
		return locked(() -> tap.room().lostThrough(filtered));
	}

	/**
	 * Remove entries that have grown too old, and rooms that are left empty.
	 */
	public void expire() {
		locked(() -> {
			this.logs.trim(this.nanoClock.getAsLong());
			return true;
		});
	}

	/**
	 * Delete all entries of a room.
	 * @param name the name of the room
	 */
	public void delete(String name) {
		locked(() -> {
			RoomLog room = this.logs.find(name);
			if (room != null) {
				this.logs.delete(room, this.head);
				this.gate.changed();
			}
			return room != null;
		});
	}

	/**
	 * Return how many bytes all rooms keep.
	 * @return the number of bytes, with an estimate of what an entry costs besides
	 */
	public long bytes() {
		return locked(this.logs::bytes);
	}

	/**
	 * Return how many entries were dropped before all readers had passed them, because a
	 * window was full for the maximum wait.
	 * @return the number of entries since the start
	 */
	public long skipped() {
		return locked(this.logs::skipped);
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the names of the rooms that have members or keep entries.
	 * @return a snapshot
	 */
	public Set<String> rooms() {
		return locked(() -> new LinkedHashSet<>(this.logs.rooms().keySet()));
	}

}
