package io.github.ssehub.benchmarks.driver;

import java.util.Arrays;

/**
 * What the streams have received of a run.
 */
final class Tally {

	// Mutable state
	private long deliveries;

	private long disordered;

	// The number of the first event of a run
	private int first;

	private int[] receivers = new int[1024];

	private Latencies latencies = new Latencies();

	void reset() {
		this.deliveries = 0;
		this.disordered = 0;
		this.latencies = new Latencies();
		Arrays.fill(this.receivers, 0);
	}

	void add(long nanos, int number, boolean inOrder) {
		this.deliveries++;
		this.latencies.add(nanos);
		if (!inOrder) {
			this.disordered++;
		}
		int index = number - this.first;
		if (index >= this.receivers.length) {
			this.receivers = Arrays.copyOf(this.receivers, Math.max(index + 1, this.receivers.length * 2));
		}
		// An event of an earlier run may still come
		if (index >= 0) {
			this.receivers[index]++;
		}
	}

	// Of the next run
	void moveFirst(int events) {
		this.first += events;
	}

	int first() {
		return this.first;
	}

	int receivers(int number) {
		return (number < this.receivers.length) ? this.receivers[number] : 0;
	}

	long deliveries() {
		return this.deliveries;
	}

	long disordered() {
		return this.disordered;
	}

	double percentile(double percent) {
		return this.latencies.percentile(percent);
	}

}
