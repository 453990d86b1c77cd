package io.github.ssehub.source;

/**
 * How many elements a source is asked for: never more than the prefetch are asked for and
 * not written yet. Thread-safe.
 * <p>
 * As long as the source has something to send, it is asked for more when it does so, and
 * not by an event loop.
 */
final class Demand {

	private final int prefetch;

	private final int batch;

	// Mutable state: asked for and not received
	private int outstanding;

	// Written and not asked for again
	private int credits;

	Demand(int prefetch) {
		this.prefetch = prefetch;
		this.batch = Math.max(1, prefetch / 4);
	}

	synchronized int first() {
		this.outstanding = this.prefetch;
		return this.prefetch;
	}

	// Whether the source may emit
	synchronized boolean isOutstanding() {
		return this.outstanding > 0;
	}

	// Return how many to ask for now
	synchronized int received() {
		this.outstanding--;
		return (this.credits >= this.batch || this.outstanding == 0) ? take() : 0;
	}

	// Return whether more has to be asked for: the source has nothing to send
	synchronized boolean written() {
		this.credits++;
		return this.outstanding == 0 && this.credits == this.batch;
	}

	synchronized int take() {
		int result = this.credits;
		this.credits = 0;
		this.outstanding += result;
		return result;
	}

}
