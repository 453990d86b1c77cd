package io.github.ssehub.log;

import java.util.Map;
import java.util.TreeMap;

/**
 * The sequences that were never given out although later ones were. Guarded by the lock
 * of the {@link EventLog}.
 */
final class Holes {

	// By the sequence before a hole, the one behind it
	private final TreeMap<Long, Long> holes = new TreeMap<>();

	void add(long after, long to) {
		this.holes.put(after, to);
	}

	// The first sequence behind the hole that a sequence is in, or the sequence
	long endOf(long sequence) {
		Map.Entry<Long, Long> hole = this.holes.lowerEntry(sequence);
		return (hole != null && sequence < hole.getValue()) ? hole.getValue() : sequence;
	}

	// The position right before a sequence, which an id may have
	long before(long sequence) {
		long position = sequence - 1;
		Map.Entry<Long, Long> hole = this.holes.lowerEntry(position);
		return (hole != null && position < hole.getValue()) ? hole.getKey() : position;
	}

}
