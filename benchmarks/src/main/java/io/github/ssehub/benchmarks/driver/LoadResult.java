package io.github.ssehub.benchmarks.driver;

/**
 * What a load came to.
 *
 * @param streams how many streams there were
 * @param events how many events were published
 * @param deliveries how many events streams received
 * @param seconds how long that took
 * @param p50 half of the deliveries took no longer, in milliseconds
 * @param p99 of a hundred deliveries 99 took no longer, in milliseconds
 * @param chunks how many chunks the streams received
 * @param lost deliveries that did not come
 * @param disordered deliveries that came after a later one, or twice
 * @param closed streams that the server closed
 * @param driverMicros what a delivery cost the driver, in microseconds of processor time
 */
public record LoadResult(int streams, int events, long deliveries, double seconds, double p50, double p99, long chunks,
		long lost, long disordered, int closed, double driverMicros) {

	/**
	 * Return the rate of deliveries.
	 * @return deliveries per second
	 */
	public double rate() {
		return this.deliveries / this.seconds;
	}

	/**
	 * Return how many events the server sent at once.
	 * @return the mean number of events in a chunk, not a number without chunks
	 */
	public double batch() {
		return (this.chunks > 0) ? (double) this.deliveries / this.chunks : Double.NaN;
	}

	/**
	 * Return whether each stream received each event once and in order.
	 * @return whether that is so
	 */
	public boolean isWhole() {
		return this.lost == 0 && this.disordered == 0 && this.closed == 0;
	}

}
