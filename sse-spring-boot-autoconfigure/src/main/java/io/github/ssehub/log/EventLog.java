package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.ssehub.wire.EventIds;

/**
 * The logs of all rooms, under one sequence that a {@link LogJournal} gives out.
 * Thread-safe; no method blocks.
 * <p>
 * An entry stays until every reader of its room has passed it, that is offered it to each
 * of its members once. After that the replay limits of the room apply, but for entries
 * that a member which is catching up has yet to read. The bounds over all rooms do not
 * wait for members.
 */
public final class EventLog {

	// So that the lock is not kept for long
	private static final int MAX_SETTLED = 256;

	private final LogState state;

	private final LogIntake intake;

	private final StartResolver starts;

	private final LongSupplier nanoClock;

	/**
	 * Create a new {@link EventLog} instance.
	 * @param ids the ids of the log
	 * @param settings how much to keep
	 * @param nanoClock the clock, in nanoseconds
	 */
	public EventLog(EventIds ids, LogSettings settings, LongSupplier nanoClock) {
		this.state = new LogState(settings);
		this.intake = new LogIntake(this.state, ids, settings);
		this.starts = new StartResolver(ids, this.state.holes);
		this.nanoClock = nanoClock;
	}

	/**
	 * Return the side of the log that a journal feeds.
	 * @return the target
	 */
	public LogTarget target() {
		return this.intake;
	}

	/**
	 * Add a reader, to be woken when there is more.
	 * @param reader the reader
	 * @return how far it has come
	 */
	public ReaderMark addReader(LogReader reader) {
		this.state.readers.add(reader);
		return new ReaderMark(reader, this.state.head);
	}

	/**
	 * Set what carries out records that are no broadcast.
	 * @param control the control
	 */
	public void setControl(LogControl control) {
		this.intake.setControl(control);
	}

	/**
	 * Return the sequence up to which everything was taken.
	 * @return the head, zero at first
	 */
	public long head() {
		return this.state.head;
	}

	/**
	 * Add a member to rooms.
	 * @param rooms the names of the rooms
	 * @param mark how far the reader that serves the member has come
	 * @param request where the member asks to start
	 * @param joined told where the member starts, before anything more is taken: under
	 * the lock of the log, so it must be short and must not call the log
	 * @return where the member starts
	 */
	public StreamStart join(Collection<String> rooms, ReaderMark mark, StartRequest request,
			Consumer<StreamStart> joined) {
		return this.state.locked(() -> {
			this.state.rooms.trim(this.nanoClock.getAsLong());
			List<RoomTap> taps = new ArrayList<>(rooms.size());
			for (String name : rooms) {
				RoomTap tap = tap(this.state.rooms.room(name, this.state.head), mark);
				tap.addMember();
				taps.add(tap);
			}
			StreamStart start = this.starts.resolve(taps, request, this.state.head);
			mark.join(start.isBehind() ? Math.max(start.position(), start.pastThrough()) : ReaderMark.NONE);
			joined.accept(start);
			return start;
		});
	}

	private RoomTap tap(RoomLog room, ReaderMark mark) {
		for (RoomTap tap : room.taps()) {
			if (tap.mark() == mark) {
				return tap;
			}
		}
		RoomTap tap = new RoomTap(room, mark, this.state.head);
		room.taps().add(tap);
		return tap;
	}

	/**
	 * Remove a member from a room.
	 * @param tap the tap that the member joined
	 */
	public void leave(RoomTap tap) {
		this.state.lockedWithSpace(() -> {
			if (tap.removeMember()) {
				tap.room().taps().remove(tap);
				this.state.rooms.settle(tap.room(), this.state.head);
			}
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
		return this.state.locked(() -> tap.room().read(after, upTo, max, filtered, target));
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
		return this.state.locked(() -> {
			tap.taken();
			if (tap.room().lastSequence() > upTo) {
				tap.announce();
			}
			// Some members may refuse the newer event with the key of one that was lost
			return tap.room().read(after, upTo, Integer.MAX_VALUE, true, target);
		});
	}

	/**
	 * Tell how far a reader has come, on its thread.
	 * @param mark the mark of the reader
	 * @param through the sequence through which everything was offered to all members
	 * @param grown the rooms in which there was anything since last time
	 * @param heldFrom the sequence after which members that are catching up have yet to
	 * read, {@link ReaderMark#NONE} if there are none
	 * @param joins how many members of the reader are considered in that
	 */
	public void passed(ReaderMark mark, long through, List<RoomTap> grown, long heldFrom, long joins) {
		this.state.lockedWithSpace(() -> {
			mark.pass(through);
			mark.hold(heldFrom, joins);
			settle(grown.subList(0, Math.min(MAX_SETTLED, grown.size())));
			this.state.rooms.settleHeld(this.state.head);
			this.state.rooms.trim(this.nanoClock.getAsLong());
		});
		for (int i = MAX_SETTLED; i < grown.size(); i += MAX_SETTLED) {
			List<RoomTap> some = grown.subList(i, Math.min(i + MAX_SETTLED, grown.size()));
			this.state.lockedWithSpace(() -> settle(some));
		}
	}

	private void settle(List<RoomTap> grown) {
		grown.forEach((tap) -> this.state.rooms.settle(tap.room(), this.state.head));
	}

	/**
	 * Return whether rooms keep more than they may, for members that are catching up. May
	 * be called by any thread, without the lock.
	 * @return whether readers are to tell how far they have come now and then
	 */
	public boolean hasHeld() {
		return this.state.rooms.hasHeld();
	}

	/**
	 * Return through which sequence a room has lost entries.
	 * @param tap the tap of the room
	 * @param filtered whether the member may refuse entries
	 * @return the sequence
	 */
	public long lostThrough(RoomTap tap, boolean filtered) {
		return this.state.locked(() -> tap.room().lostThrough(filtered));
	}

	/**
	 * Return whether what was lost is gone for all, and not because somebody is slow.
	 * @param through the sequence of the last entry that was lost
	 * @return whether the journal has lost it
	 */
	public boolean isLostByJournal(long through) {
		return through <= this.state.lostByJournal;
	}

	/**
	 * Return the position right before an entry.
	 * @param sequence the sequence of the entry
	 * @return the position, which may be part of an id
	 */
	public long before(long sequence) {
		return this.state.locked(() -> this.state.holes.before(sequence));
	}

	/**
	 * Remove entries that have grown too old, and rooms that are left empty.
	 */
	public void expire() {
		this.state.lockedWithSpace(() -> this.state.rooms.trim(this.nanoClock.getAsLong()));
	}

	/**
	 * Delete all entries of a room.
	 * @param name the name of the room
	 * @return the sequence of its last entry, zero if there is none
	 */
	public long delete(String name) {
		return this.state.lockedWithSpace(() -> this.state.rooms.delete(name, this.state.head));
	}

	/**
	 * Return how many bytes all rooms keep.
	 * @return the number of bytes, with an estimate of what entries and rooms cost
	 * besides
	 */
	public long bytes() {
		return this.state.locked(this.state.rooms::bytes);
	}

	/**
	 * Return how much there is.
	 * @return a snapshot
	 */
	public LogStatistics statistics() {
		return this.state.locked(this.state.rooms::statistics);
	}

	/**
	 * Return how old the first entry of a room after a sequence is.
	 * @param tap the tap of the room
	 * @param after the sequence
	 * @return the age in nanoseconds, -1 if there is no such entry
	 */
	public long ageOfFirst(RoomTap tap, long after) {
		return this.state.locked(() -> {
			RoomEntry first = tap.room().first(after);
			return (first != null) ? Math.max(0, this.nanoClock.getAsLong() - first.entry().time()) : -1L;
		});
	}

	/**
	 * Return how many entries were dropped before all readers had passed them, because a
	 * window was full for the maximum wait.
	 * @return the number of entries since the start
	 */
	public long skipped() {
		return this.state.locked(this.state.rooms::skipped);
	}

	/**
	 * Return the names of the rooms that have members or keep entries.
	 * @return a snapshot
	 */
	public Set<String> rooms() {
		return this.state.locked(() -> {
			this.state.rooms.trim(this.nanoClock.getAsLong());
			return new LinkedHashSet<>(this.state.rooms.rooms().keySet());
		});
	}

}
