package io.github.ssehub;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.util.Assert;

/**
 * A stream for the caller of a method alone, and how it is served. Immutable: each method
 * returns a changed copy.
 * <p>
 * A method may return the source itself; this adds options:
 * {@code SseStream.from(tokens).format(SseFormat.OPENAI)}.
 *
 * @param <T> the type of the elements
 * @since 0.1.0
 */
public final class SseStream<T> extends TimedResult<SseStream<T>> {

	private static final Duration MAX_KEEP = Duration.ofDays(365);

	private static final Duration MAX_BATCH_DELAY = Duration.ofMinutes(1);

	private final Object source;

	private SseFormat format = SseFormat.PLAIN;

	private @Nullable SseEvent doneEvent;

	private @Nullable Duration keep;

	private @Nullable BinaryOperator<T> aggregator;

	private int batchSize = 1;

	private @Nullable Duration batchDelay;

	private SseStream(Object source) {
		this(source, StreamTimes.DEFAULT);
	}

	private SseStream(Object source, StreamTimes times) {
		super(times);
		Assert.notNull(source, "'source' must not be null");
		this.source = source;
	}

	// Fields are set only on a copy that nobody has seen yet
	@Override
	SseStream<T> copy() {
		SseStream<T> copy = new SseStream<>(this.source, times());
		copy.format = this.format;
		copy.doneEvent = this.doneEvent;
		copy.keep = this.keep;
		copy.aggregator = this.aggregator;
		copy.batchSize = this.batchSize;
		copy.batchDelay = this.batchDelay;
		return copy;
	}

	private SseStream<T> with(Consumer<SseStream<T>> change) {
		SseStream<T> copy = copy();
		change.accept(copy);
		return copy;
	}

	/**
	 * Stream what a publisher emits, such as a {@code Flux} or a {@code Mono}. It is
	 * asked for more only while the client reads.
	 * @param <T> the type of the elements
	 * @param source the publisher
	 * @return the stream
	 */
	public static <T> SseStream<T> from(Publisher<? extends T> source) {
		return new SseStream<>(source);
	}

	/**
	 * Stream the elements of a stream. They are pulled on a thread that may block, only
	 * while the client reads, and the stream is closed in any case.
	 * @param <T> the type of the elements
	 * @param source the stream
	 * @return the stream
	 */
	public static <T> SseStream<T> from(Stream<? extends T> source) {
		return new SseStream<>(source);
	}

	/**
	 * Stream the elements of an iterable. They are pulled on a thread that may block,
	 * only while the client reads.
	 * @param <T> the type of the elements
	 * @param source the iterable
	 * @return the stream
	 */
	public static <T> SseStream<T> from(Iterable<? extends T> source) {
		return new SseStream<>(source);
	}

	/**
	 * Stream the elements of an iterator. They are pulled on a thread that may block,
	 * only while the client reads. An iterator that can be closed is closed in any case.
	 * @param <T> the type of the elements
	 * @param source the iterator
	 * @return the stream
	 */
	public static <T> SseStream<T> from(Iterator<? extends T> source) {
		return new SseStream<>(source);
	}

	/**
	 * Stream a value that comes later.
	 * @param <T> the type of the value
	 * @param source the stage that completes with the value
	 * @return the stream
	 */
	public static <T> SseStream<T> from(CompletionStage<? extends T> source) {
		return new SseStream<>(source);
	}

	/**
	 * Stream from a source of another type that
	 * {@link org.springframework.core.ReactiveAdapterRegistry} knows, such as those of
	 * RxJava and Mutiny.
	 * @param <T> the type of the elements
	 * @param source the source
	 * @return the stream
	 */
	public static <T> SseStream<T> fromReactive(Object source) {
		return new SseStream<>(source);
	}

	/**
	 * Choose what the stream looks like on the wire.
	 * @param format the format
	 * @return a changed copy
	 */
	public SseStream<T> format(SseFormat format) {
		Assert.notNull(format, "'format' must not be null");
		return with((copy) -> copy.format = format);
	}

	/**
	 * Tell the client with a last event that the source has completed.
	 * @param event the event
	 * @return a changed copy
	 */
	public SseStream<T> doneEvent(SseEvent event) {
		Assert.notNull(event, "'event' must not be null");
		return with((copy) -> copy.doneEvent = event);
	}

	/**
	 * Let the source run on when its client goes, for the client or others of the same
	 * user to come back to: with the last event id, which then is all that it takes, or
	 * with {@link SseStreams#resume}. It is told the id of the stream in the response
	 * header {@link SseStreams#HEADER}. The source runs as fast as it can, and what it
	 * offers is kept in memory within {@code sse.limits.stream-size}, and with all rooms
	 * within {@code sse.replay.total}. The method does not run for a client that comes
	 * back, and neither does what guards the method alone: the stream is for the
	 * principal of the request that started it.
	 * @param keep how long the stream is kept once the source has ended
	 * @return a changed copy
	 */
	public SseStream<T> detached(Duration keep) {
		Assert.notNull(keep, "'keep' must not be null");
		Assert.isTrue(!keep.isNegative() && keep.compareTo(MAX_KEEP) <= 0, "'keep' must be at most 365 days");
		return with((copy) -> copy.keep = keep);
	}

	/**
	 * Give readers who join a {@linkplain #detached detached} stream late what they have
	 * missed as one element. In a cluster, those on other nodes get each element.
	 * @param aggregator makes one element of two that follow each other, such as
	 * {@code (a, b) -> a + b}; must not block
	 * @return a changed copy
	 */
	public SseStream<T> aggregator(BinaryOperator<T> aggregator) {
		Assert.notNull(aggregator, "'aggregator' must not be null");
		return with((copy) -> copy.aggregator = aggregator);
	}

	/**
	 * Merge elements that come fast, such as tokens, into fewer events: texts into one
	 * text, other elements into a list, which {@link SseFormat#PLAIN} writes as a JSON
	 * array. Events and {@link SseData} stay as they are. Everything stays in order, and
	 * what is held is written before the stream ends, also with an error. A client that
	 * reads slowly gets fuller events.
	 * @param maxElements the greatest number of elements in one event, positive; as many
	 * are asked for in advance
	 * @param maxDelay how long an element may be held for others to come, positive and at
	 * most a minute
	 * @return a changed copy
	 * @throws IllegalArgumentException if an argument is out of range
	 */
	public SseStream<T> batch(int maxElements, Duration maxDelay) {
		Assert.isTrue(maxElements > 0, "'maxElements' must be positive");
		Assert.notNull(maxDelay, "'maxDelay' must not be null");
		Assert.isTrue(maxDelay.compareTo(Duration.ZERO) > 0 && maxDelay.compareTo(MAX_BATCH_DELAY) <= 0,
				"'maxDelay' must be positive and at most a minute");
		return with((copy) -> {
			copy.batchSize = maxElements;
			copy.batchDelay = maxDelay;
		});
	}

	/**
	 * Return the source.
	 * @return the source
	 */
	public Object source() {
		return this.source;
	}

	/**
	 * Return what the stream looks like on the wire.
	 * @return the format
	 */
	public SseFormat format() {
		return this.format;
	}

	/**
	 * Return the last event.
	 * @return the event, or {@code null} for none
	 */
	public @Nullable SseEvent doneEvent() {
		return this.doneEvent;
	}

	/**
	 * Return how long a detached stream is kept once its source has ended.
	 * @return the time, or {@code null} if the stream is not detached
	 */
	public @Nullable Duration keep() {
		return this.keep;
	}

	/**
	 * Return what makes one element of those that a reader has missed.
	 * @return the aggregator, or {@code null} for none
	 */
	public @Nullable BinaryOperator<T> aggregator() {
		return this.aggregator;
	}

	/**
	 * Return how many elements may be in one event.
	 * @return the number, one if elements are not merged
	 */
	public int batchSize() {
		return this.batchSize;
	}

	/**
	 * Return how long an element may be held for others to come.
	 * @return the delay, or {@code null} if elements are not merged
	 */
	public @Nullable Duration batchDelay() {
		return this.batchDelay;
	}

}
