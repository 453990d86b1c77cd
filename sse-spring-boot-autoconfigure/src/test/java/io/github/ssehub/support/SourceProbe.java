package io.github.ssehub.support;

import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Makes sources that never end, and sees what happens to them.
 */
public class SourceProbe {

	private final AtomicInteger created = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final AtomicInteger blocked = new AtomicInteger();

	private final AtomicInteger interrupted = new AtomicInteger();

	private final Set<String> threads = new ConcurrentSkipListSet<>();

	/**
	 * Create a publisher.
	 * @param elements how many elements it has before it says nothing any more
	 * @return the publisher
	 */
	public Flux<String> flux(int elements) {
		this.created.incrementAndGet();
		return Flux.range(0, elements).map((number) -> {
			seeThread();
			return "x" + number;
		})
			.concatWith(Flux.never())
			.doOnSubscribe((subscription) -> seeThread())
			.doOnRequest((count) -> seeThread())
			.doOnCancel(() -> {
				seeThread();
				this.ended.incrementAndGet();
			});
	}

	/**
	 * Create a stream.
	 * @param elements how many elements it has before it blocks
	 * @return the stream
	 */
	public Stream<String> stream(int elements) {
		this.created.incrementAndGet();
		AtomicInteger next = new AtomicInteger();
		return Stream.generate(() -> next(next.getAndIncrement(), elements)).onClose(this::end);
	}

	/**
	 * Create an iterator that can be closed.
	 * @param elements how many elements it has before it blocks
	 * @return the iterator
	 */
	public Iterator<String> iterator(int elements) {
		this.created.incrementAndGet();
		return new CloseableIterator(elements);
	}

	/**
	 * Create a future that never completes.
	 * @return the future
	 */
	public CompletableFuture<String> future() {
		this.created.incrementAndGet();
		CompletableFuture<String> future = new CompletableFuture<>();
		future.whenComplete((value, failure) -> {
			if (future.isCancelled()) {
				end();
			}
		});
		return future;
	}

	private String next(int number, int elements) {
		seeThread();
		if (number >= elements) {
			this.blocked.incrementAndGet();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.incrementAndGet();
				throw new IllegalStateException(ex);
			}
		}
		return "x" + number;
	}

	private void end() {
		seeThread();
		this.ended.incrementAndGet();
	}

	private void seeThread() {
		this.threads.add(Thread.currentThread().getName());
	}

	/**
	 * Wait until all sources have been cancelled or closed.
	 * @param count how many there are
	 */
	public void awaitEnded(int count) {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.ended).hasValue(count));
		assertThat(this.created).hasValue(count);
	}

	public void awaitBlocked(int count) {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.blocked).hasValue(count));
	}

	public void awaitCreated(int count) {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.created).hasValue(count));
	}

	/**
	 * Check that no source has ended.
	 */
	public void assertNotEnded() {
		assertThat(this.ended).hasValue(0);
	}

	/**
	 * Check that each source has ended only once, and what was blocked was interrupted.
	 */
	public void assertEndedOnce() {
		assertThat(this.ended).hasValue(this.created.get());
		assertThat(this.interrupted).hasValue(this.blocked.get());
		assertThat(this.threads).noneMatch((name) -> name.startsWith("sse-loop"));
	}

	public void reset() {
		this.created.set(0);
		this.ended.set(0);
		this.blocked.set(0);
		this.interrupted.set(0);
	}

	private final class CloseableIterator implements Iterator<String>, AutoCloseable {

		private final int elements;

		private int next;

		CloseableIterator(int elements) {
			this.elements = elements;
		}

		@Override
		public boolean hasNext() {
			return true;
		}

		@Override
		public String next() {
			return SourceProbe.this.next(this.next++, this.elements);
		}

		@Override
		public void close() {
			end();
		}

	}

}
