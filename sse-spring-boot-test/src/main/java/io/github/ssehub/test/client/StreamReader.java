package io.github.ssehub.test.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.test.client.Received.State;

/**
 * Goes through what a stream receives, and waits for more. For one thread.
 */
final class StreamReader {

	private static final long POLL_MILLIS = 5;

	private final SseTestExchange exchange;

	private final Received received;

	private final Duration timeout;

	private final Supplier<String> description;

	// Mutable state
	private int next;

	/**
	 * Create a new {@link StreamReader} instance.
	 * @param exchange what receives
	 * @param received what has been received
	 * @param timeout how long to wait for what is required
	 * @param description tells what there is instead
	 */
	StreamReader(SseTestExchange exchange, Received received, Duration timeout, Supplier<String> description) {
		this.exchange = exchange;
		this.received = received;
		this.timeout = timeout;
		this.description = description;
	}

	void awaitOpen() {
		require("the first block", () -> (this.received.count() > 0) ? Boolean.TRUE : null);
		if (this.next == 0 && !this.received.block(0).isEvent()) {
			this.next = 1;
		}
	}

	// Passes by those that do not meet the condition
	SseTestEvent awaitBlock(String what, Predicate<SseTestEvent> condition) {
		return require(what, () -> {
			for (int count = this.received.count(); this.next < count;) {
				SseTestEvent block = this.received.block(this.next++);
				if (condition.test(block)) {
					return block;
				}
			}
			return null;
		});
	}

	void awaitEnd(String what) {
		require(what, () -> (this.received.state() == State.ENDED) ? Boolean.TRUE : null);
	}

	private <T> T require(String what, Supplier<@Nullable T> attempt) {
		T result = await(this.timeout, attempt);
		if (result == null) {
			String within = (this.received.state() == State.OPEN) ? " within " + this.timeout.toMillis() + " ms" : "";
			throw new AssertionError("Expected " + what + within + ", but got:\n" + this.description.get());
		}
		return result;
	}

	/**
	 * Wait for a result.
	 * @param timeout how long to wait
	 * @param attempt tried whenever something has been received
	 * @param <T> the type of the result
	 * @return the result, or {@code null} if there is none in time, or nothing more will
	 * be received
	 */
	<T> @Nullable T await(Duration timeout, Supplier<@Nullable T> attempt) {
		long end = System.nanoTime() + timeout.toNanos();
		while (true) {
			this.exchange.poll();
			long version = this.received.version();
			boolean open = this.received.state() == State.OPEN;
			T result = attempt.get();
			long left = (end - System.nanoTime() + 999_999) / 1_000_000;
			if (result != null || !open || left <= 0) {
				return result;
			}
			try {
				this.received.awaitChange(version, this.exchange.isPolled() ? Math.min(left, POLL_MILLIS) : left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted while waiting for:\n" + this.description.get(), ex);
			}
		}
	}

	// The events that have come and were not passed
	List<SseTestEvent> unread() {
		List<SseTestEvent> all = this.received.blocks();
		return all.subList(this.next, all.size()).stream().filter(SseTestEvent::isEvent).toList();
	}

	// The same, and passes them
	List<SseTestEvent> takeRest() {
		List<SseTestEvent> result = unread();
		this.next = this.received.count();
		return result;
	}

}
