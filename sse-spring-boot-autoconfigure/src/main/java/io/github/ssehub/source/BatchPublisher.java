package io.github.ssehub.source;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Merges elements that come fast into fewer: texts into one text, others into a list.
 * Events and data with hints for its serializer stay as they are, and everything stays in
 * order. Thread-safe.
 * <p>
 * An element waits for others no longer than the delay, unless nobody asks for it. No
 * more elements are held, or asked for in advance, than one batch may have.
 */
final class BatchPublisher implements Publisher<Object> {

	private final Publisher<Object> source;

	private final int maxElements;

	private final Duration maxDelay;

	private final DelayTimer timer;

	private final Executor executor;

	/**
	 * Create a publisher.
	 * @param source what to merge the elements of
	 * @param maxElements how many elements may become one
	 * @param maxDelay how long an element may wait for others
	 * @param timer tells when it has
	 * @param executor offers it then: whoever takes it may ask the source for more, which
	 * may block
	 */
	BatchPublisher(Publisher<Object> source, int maxElements, Duration maxDelay, DelayTimer timer, Executor executor) {
		this.source = source;
		this.maxElements = maxElements;
		this.maxDelay = maxDelay;
		this.timer = timer;
		this.executor = executor;
	}

	@Override
	public void subscribe(Subscriber<? super Object> subscriber) {
		this.source
			.subscribe(new BatchSubscription(subscriber, this.maxElements, this.maxDelay, this.timer, this.executor));
	}

}
