package io.github.ssehub.benchmarks.driver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes events at a steady rate from several threads, each of which waits for what it
 * has published. An event carries the time at which it was due: that a publisher was held
 * up is part of the latency.
 *
 * @param duration for how long
 * @param size bytes of data of an event
 * @param rate events per second
 * @param threads how many threads
 */
public record PacedLoad(Duration duration, int size, int rate, int threads) {

	/**
	 * Publish all events.
	 * @param publishers makes the publisher of a thread
	 * @return the number of events
	 */
	public int run(Supplier<Consumer<String>> publishers) {
		int count = (int) (this.rate * this.duration.toMillis() / 1000);
		AtomicInteger next = new AtomicInteger();
		AtomicInteger published = new AtomicInteger();
		long start = System.nanoTime();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.threads; i++) {
			Consumer<String> publisher = publishers.get();
			Thread thread = new Thread(() -> {
				for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
					long due = start + (long) (number * 1e9 / this.rate);
					waitUntil(due);
					publisher.accept(new String(Marker.data(due, number, this.size), StandardCharsets.US_ASCII));
					published.incrementAndGet();
				}
			}, "publisher-" + i);
			threads.add(thread);
			thread.start();
		}
		threads.forEach(PacedLoad::join);
		return published.get();
	}

	private static void waitUntil(long time) {
		for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
