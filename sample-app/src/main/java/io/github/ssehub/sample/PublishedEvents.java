package io.github.ssehub.sample;

import java.util.concurrent.atomic.LongAdder;

import org.springframework.stereotype.Component;

/**
 * Counts the events that clients have published.
 */
@Component
class PublishedEvents {

	private final LongAdder count = new LongAdder();

	void increment() {
		this.count.increment();
	}

	long count() {
		return this.count.sum();
	}

}
