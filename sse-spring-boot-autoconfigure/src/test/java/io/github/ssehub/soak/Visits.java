package io.github.ssehub.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How often each of the things that clients do was done. Of one thread.
 */
final class Visits {

	private final Map<Visit, Integer> counts = new EnumMap<>(Visit.class);

	static Visits sum(Stream<Visits> all) {
		Visits result = new Visits();
		all.forEach(
				(visits) -> visits.counts.forEach((visit, count) -> result.counts.merge(visit, count, Integer::sum)));
		return result;
	}

	void add(Visit visit) {
		this.counts.merge(visit, 1, Integer::sum);
	}

	@Override
	public String toString() {
		return this.counts.toString();
	}

}
