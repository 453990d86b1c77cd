package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was appended to a room since the log knows of it, and what of it is gone.
 */
final class ModelRoom {

	final String name;

	// Both in the order of their sequence
	final List<Entry> gone = new ArrayList<>();

	final List<Entry> kept = new ArrayList<>();

	// When each tap was joined, and the reader that has it
	final Map<RoomTap, Tap> taps = new HashMap<>();

	long lostThrough;

	long deletedThrough;

	long lastSequence;

	private int deletions;

	ModelRoom(String name, long lostThrough) {
		this.name = name;
		this.lostThrough = lostThrough;
		this.lastSequence = lostThrough;
	}

	Entry add(long sequence, long time, @Nullable String key, int size) {
		Entry entry = new Entry(sequence, time, key, size, this.deletions);
		this.kept.add(entry);
		this.lastSequence = sequence;
		return entry;
	}

	// The oldest goes. It is lost unless there is a newer one with its key
	void evict() {
		Entry oldest = this.kept.remove(0);
		this.gone.add(oldest);
		if (this.kept.stream().noneMatch((entry) -> entry.standsInFor(oldest))) {
			this.lostThrough = oldest.sequence();
		}
	}

	long delete() {
		this.deletions++;
		this.deletedThrough = this.lastSequence;
		return this.lastSequence;
	}

	void lose(long through) {
		this.lostThrough = through;
		this.lastSequence = through;
	}

	long lostThrough(boolean filtered) {
		long evicted = (filtered && !this.gone.isEmpty()) ? this.gone.get(this.gone.size() - 1).sequence() : 0;
		return Math.max(this.lostThrough, evicted);
	}

	long goneThrough(boolean filtered) {
		return Math.max(lostThrough(filtered), this.deletedThrough);
	}

	boolean isPassed(Entry entry) {
		return this.taps.values()
			.stream()
			.allMatch((tap) -> entry.sequence() <= Math.max(tap.joinedAt, tap.reader.passedThrough));
	}

	boolean isHeld(Entry entry) {
		return this.taps.values().stream().anyMatch((tap) -> entry.sequence() > tap.reader.heldFrom);
	}

	long bytes() {
		return this.kept.stream().mapToLong(Entry::size).sum();
	}

	long unpassedBytes() {
		return this.kept.stream().filter((entry) -> !isPassed(entry)).mapToLong(Entry::size).sum();
	}

	List<Long> sequences() {
		return this.kept.stream().map(Entry::sequence).toList();
	}

	static List<Long> sequences(RoomLog roomLog) {
		List<Long> sequences = new ArrayList<>();
		for (RoomEntry e = roomLog.first(Long.MIN_VALUE); e != null; e = roomLog.first(e.sequence())) {
			sequences.add(e.sequence());
		}
		return sequences;
	}

	// What the log can tell of the room
	void check(RoomLog roomLog, long head) {
		assertThat(roomLog.unpassedBytes()).isEqualTo(unpassedBytes());
		assertThat(roomLog.bytes()).isEqualTo(bytes());
		for (boolean filtered : new boolean[] { false, true }) {
			long lost = lostThrough(filtered);
			List<RoomEntry> read = new ArrayList<>();
			assertThat(roomLog.lostThrough(filtered)).as("lost of %s", this.name).isEqualTo(lost);
			assertThat(roomLog.read(lost - 1, head, 1, filtered, read)).isFalse();
			assertThat(roomLog.read(lost, head, Integer.MAX_VALUE, filtered, read)).isTrue();
			assertThat(read).extracting(RoomEntry::sequence)
				.isEqualTo(sequences().stream().filter((sequence) -> sequence > lost).toList());
		}
	}

	/**
	 * An entry.
	 */
	record Entry(long sequence, long time, @Nullable String key, int size, int deletions) {

		boolean standsInFor(Entry older) {
			return this.key != null && this.key.equals(older.key) && this.deletions == older.deletions;
		}

	}

	/**
	 * The members of one reader.
	 */
	static final class Tap {

		final Reader reader;

		final long joinedAt;

		int members;

		Tap(Reader reader, long joinedAt) {
			this.reader = reader;
			this.joinedAt = joinedAt;
		}

	}

	/**
	 * A reader.
	 */
	static final class Reader {

		final FakeReader reader = new FakeReader();

		final ReaderMark mark;

		// The positions of members that are catching up
		final List<Long> laggards = new ArrayList<>();

		long passedThrough;

		long heldFrom = ReaderMark.NONE;

		long joins;

		Reader(EventLog log) {
			this.mark = log.addReader(this.reader);
		}

	}

}
