package io.github.ssehub.source;

import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PullSubscriptionTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final RecordingSubscriber subscriber = new RecordingSubscriber();

	private final AtomicInteger closed = new AtomicInteger();

	@AfterEach
	void endThreads() {
		this.executor.shutdownNow();
	}

	private void subscribe(Object source) {
		subscribe(source, this.executor);
	}

	private void subscribe(Object source, Executor executor) {
		new ElementSources(executor).toPublisher(source).subscribe(this.subscriber);
	}

	private Stream<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().onClose(this.closed::incrementAndGet);
	}

	private void awaitClosed() {
		await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10)).until(() -> this.closed.get() > 0);
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void shouldEmitWhatIsAskedForAndCloseBeforeItCompletes() {
		subscribe(numbers(3));
		this.subscriber.subscription.request(1);
		this.subscriber.awaitSignals(1);
		assertThat(this.subscriber.signals()).containsExactly(0);
		assertThat(this.closed).hasValue(0);
		this.subscriber.subscription.request(5);
		this.subscriber.awaitSignals(4);
		assertThat(this.subscriber.signals()).containsExactly(0, 1, 2, "complete");
		assertThat(this.closed).hasValue(1);
		this.subscriber.subscription.request(1);
		this.subscriber.subscription.cancel();
		assertThat(this.subscriber.signals()).hasSize(4);
		assertThat(this.closed).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void shouldRefuseToBeAskedForNothing(long count) {
		subscribe(numbers(3));
		this.subscriber.subscription.request(count);
		this.subscriber.awaitSignals(1);
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(IllegalArgumentException.class);
		awaitClosed();
	}

	@Test
	void shouldRefuseToBeAskedForNothingWhileItPulls() throws InterruptedException {
		BlockingIterator iterator = new BlockingIterator(this.closed);
		subscribe(iterator);
		this.subscriber.subscription.request(1);
		iterator.pulled.await();
		this.subscriber.subscription.request(0);
		this.subscriber.awaitSignals(1);
		awaitClosed();
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void shouldTakeDemandThatOverflowsForUnbounded() {
		subscribe(numbers(1000));
		this.subscriber.subscription.request(Long.MAX_VALUE);
		this.subscriber.subscription.request(Long.MAX_VALUE);
		this.subscriber.subscription.request(1);
		this.subscriber.awaitSignals(1001);
		assertThat(this.subscriber.signals()).hasSize(1001).endsWith(999, "complete");
	}

	@Test
	void shouldSignalNothingAfterItIsCancelled() {
		Map<RecordingSubscriber, Integer> counts = new IdentityHashMap<>();
		for (int i = 0; i < 200; i++) {
			RecordingSubscriber subscriber = new RecordingSubscriber();
			AtomicInteger closed = new AtomicInteger();
			new ElementSources(this.executor).toPublisher(Stream.generate(() -> 1).onClose(closed::incrementAndGet))
				.subscribe(subscriber);
			subscriber.subscription.request(Long.MAX_VALUE);
			LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1_000_000));
			subscriber.subscription.cancel();
			subscriber.subscription.cancel();
			await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(10)).until(() -> closed.get() > 0);
			counts.put(subscriber, subscriber.signals().size());
			assertThat(subscriber.signals()).doesNotContain("complete");
			assertThat(closed).hasValue(1);
		}
		counts.forEach((subscriber, count) -> assertThat(subscriber.signals()).hasSize(count));
	}

	@Test
	void shouldInterruptWhatIsBlocked() throws InterruptedException {
		BlockingIterator iterator = new BlockingIterator(this.closed);
		subscribe(iterator);
		this.subscriber.subscription.request(1);
		iterator.pulled.await();
		this.subscriber.subscription.cancel();
		awaitClosed();
		assertThat(iterator.interrupted).hasValue(1);
		assertThat(iterator.closedInterrupted).isFalse();
		assertThat(this.subscriber.signals()).isEmpty();
	}

	@Test
	void shouldCloseWhatWasNeverPulled() {
		subscribe(numbers(3));
		this.subscriber.subscription.cancel();
		awaitClosed();
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.signals()).isEmpty();
	}

	@Test
	void shouldTellAnyExceptionAndClose() {
		subscribe(numbers(3).map((number) -> sneakyThrow(new IOException("on purpose"))));
		this.subscriber.subscription.request(1);
		this.subscriber.awaitSignals(1);
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(IOException.class);
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void shouldTellThatAnElementIsNull() {
		subscribe(Stream.of(1).map((number) -> null).onClose(this.closed::incrementAndGet));
		this.subscriber.subscription.request(1);
		this.subscriber.awaitSignals(1);
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(NullPointerException.class);
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void shouldTellThatThereIsNoThread() {
		subscribe(numbers(3), (task) -> {
			throw new RejectedExecutionException("on purpose");
		});
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(RejectedExecutionException.class);
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void shouldCloseTheIteratorOfAnIterable() {
		Iterable<Integer> iterable = () -> new CloseableIterator(List.of(1, 2).iterator(), this.closed);
		subscribe(iterable);
		this.subscriber.subscription.request(5);
		this.subscriber.awaitSignals(3);
		assertThat(this.subscriber.signals()).containsExactly(1, 2, "complete");
		assertThat(this.closed).hasValue(1);
	}

	@SuppressWarnings("unchecked")
	private static <T, E extends Exception> T sneakyThrow(Exception ex) throws E {
		throw (E) ex;
	}

	private record CloseableIterator(Iterator<Integer> iterator,
			AtomicInteger closed) implements Iterator<Integer>, AutoCloseable {

		@Override
		public boolean hasNext() {
			return this.iterator.hasNext();
		}

		@Override
		public Integer next() {
			return this.iterator.next();
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

	private static final class BlockingIterator implements Iterator<Integer>, AutoCloseable {

		private final AtomicInteger closed;

		private final CountDownLatch pulled = new CountDownLatch(1);

		private final AtomicInteger interrupted = new AtomicInteger();

		private volatile boolean closedInterrupted;

		BlockingIterator(AtomicInteger closed) {
			this.closed = closed;
		}

		@Override
		public boolean hasNext() {
			return true;
		}

		@Override
		public Integer next() {
			this.pulled.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.incrementAndGet();
				Thread.currentThread().interrupt();
			}
			return 1;
		}

		@Override
		public void close() {
			this.closedInterrupted = Thread.currentThread().isInterrupted();
			this.closed.incrementAndGet();
		}

	}

}
