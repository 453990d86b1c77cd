package io.github.ssehub.log.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an engine has, and what nodes ask of it. Not thread-safe: a server carries out one
 * request after the other.
 */
final class SharedEntries {

	// More than there may have been since the engine was where it is
	private static final long LEAP = 1 << 20;

	private final List<Entry> entries = new ArrayList<>();

	// The last number of each writer, by which it is known what is sent again
	private final Map<String, Long> numbers = new HashMap<>();

	// The sequences that were not given out: the first behind them, and the last before
	private final TreeMap<Long, Long> holes = new TreeMap<>();

	private long sequence;

	SharedEntries() {
		// Nothing
	}

	SharedEntries(SharedEntries other) {
		this.entries.addAll(other.entries);
		this.numbers.putAll(other.numbers);
		this.holes.putAll(other.holes);
		this.sequence = other.sequence;
	}

	/**
	 * Begin a new life, in which it is not known whether this is where the last one has
	 * ended. No sequence of that is given out again.
	 * @param position the position of a node
	 */
	void leap(long position) {
		long before = this.sequence;
		this.sequence = Math.max(Math.max(before, position) + LEAP, System.currentTimeMillis() * 1024);
		this.holes.put(this.sequence, before);
		this.entries.add(new Entry.Hole(this.sequence, before));
	}

	/**
	 * Judge what a node has: behind a hole that begins earlier it is gone, and all nodes
	 * are to be told.
	 * @param position the position of the node
	 * @return the last sequence
	 */
	long open(long position) {
		if (position > this.sequence) {
			leap(position);
		}
		Map.Entry<Long, Long> hole = this.holes.higherEntry(position);
		if (hole != null && hole.getValue() > 0 && hole.getValue() < position) {
			this.sequence++;
			this.entries.add(new Entry.Loss(this.sequence, hole.getKey()));
			this.holes.remove(hole.getKey());
		}
		return this.sequence;
	}

	/**
	 * Append a record, unless it is there or a later one of its writer is.
	 * @param writer who has published it
	 * @param number its number among those of the writer
	 * @param bytes the record
	 * @return the last sequence
	 */
	long append(String writer, long number, byte[] bytes) {
		if (number > this.numbers.getOrDefault(writer, 0L)) {
			this.numbers.put(writer, number);
			this.sequence++;
			this.entries.add(new Entry.Record(this.sequence, writer, number, bytes));
		}
		return this.sequence;
	}

	List<Entry> read(long after, int max) {
		int from = this.entries.size();
		while (from > 0 && this.entries.get(from - 1).sequence() > after) {
			from--;
		}
		return List.copyOf(this.entries.subList(from, Math.min(from + max, this.entries.size())));
	}

	long sequence() {
		return this.sequence;
	}

	void trim(int keep) {
		this.entries.subList(0, this.entries.size() - keep).clear();
	}

	/**
	 * What nodes read.
	 */
	sealed interface Entry {

		long sequence();

		record Record(long sequence, String writer, long number, byte[] bytes) implements Entry {

		}

		// Sequences up to this one were not given out
		record Hole(long sequence, long before) implements Entry {

		}

		// Some node had more than what is before a hole
		record Loss(long sequence, long hole) implements Entry {

		}

	}

}
