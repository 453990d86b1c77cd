package io.github.ssehub.hub;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Counts what is published, and how long that takes if somebody wants to know.
 * Thread-safe.
 */
final class PublishCounters {

	private final LongAdder published = new LongAdder();

	// Mutable state
	private volatile @Nullable LongConsumer timer;

	long start() {
		return (this.timer != null) ? System.nanoTime() : 0;
	}

	void published(long start) {
		this.published.increment();
		LongConsumer timer = this.timer;
		if (timer != null && start != 0) {
			timer.accept(System.nanoTime() - start);
		}
	}

	long published() {
		return this.published.sum();
	}

	void setTimer(LongConsumer timer) {
		this.timer = timer;
	}

}
