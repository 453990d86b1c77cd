package io.github.ssehub.benchmarks.driver;

/**
 * A histogram of latencies, exact to three percent.
 */
final class Latencies {

	private static final int SUB_BITS = 5;

	private static final int SUB_BUCKETS = 1 << SUB_BITS;

	private final long[] counts = new long[64 * SUB_BUCKETS];

	private long total;

	void add(long nanos) {
		this.counts[index(Math.max(1, nanos / 1000))]++;
		this.total++;
	}

	private static int index(long micros) {
		int exponent = 63 - Long.numberOfLeadingZeros(micros);
		int sub = (int) ((exponent >= SUB_BITS) ? micros >> (exponent - SUB_BITS) : micros << (SUB_BITS - exponent));
		return exponent * SUB_BUCKETS + (sub & (SUB_BUCKETS - 1));
	}

	// In milliseconds
	double percentile(double percent) {
		long rank = (long) Math.ceil(this.total * percent / 100);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				double base = Math.scalb(1.0, i / SUB_BUCKETS);
				return base * (1 + (double) (i % SUB_BUCKETS) / SUB_BUCKETS) / 1000;
			}
		}
		return 0;
	}

}
