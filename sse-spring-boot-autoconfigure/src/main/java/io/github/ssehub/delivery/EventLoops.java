package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

/**
 * All event loops. Thread-safe. Their threads start with the first stream, and again
 * after a stop.
 */
public final class EventLoops {

	private static final String THREAD_NAME_PREFIX = "sse-loop-";

	private final List<EventLoop> loops = new ArrayList<>();

	private final AtomicInteger next = new AtomicInteger();

	private final LoopStatistics statistics;

	// Mutable state
	private volatile State state = State.NEW;

	/**
	 * Create a new {@link EventLoops} instance.
	 * @param log the log to deliver from
	 * @param ids the ids of the log
	 * @param encoder encodes heartbeats
	 * @param settings how to deliver
	 * @param nanoClock the clock, in nanoseconds
	 */
	public EventLoops(EventLog log, EventIds ids, EventEncoder encoder, DeliverySettings settings,
			LongSupplier nanoClock) {
		for (int i = 0; i < settings.threads(); i++) {
			this.loops.add(new EventLoop(THREAD_NAME_PREFIX + (i + 1), log, ids, encoder, settings, nanoClock));
		}
		this.statistics = new LoopStatistics(this.loops, () -> this.state == State.STARTED, nanoClock);
	}

	/**
	 * Create a stream, which gets a loop for its life.
	 * @param listener told of the life of the stream
	 * @param options how to serve the stream
	 * @param mailbox what was sent to the connection of the stream already
	 * @return the stream
	 */
	public EventStream createStream(StreamListener listener, StreamOptions options, Mailbox mailbox) {
		start();
		int index = Math.floorMod(this.next.getAndIncrement(), this.loops.size());
		return new EventStream(this.loops.get(index), listener, options, mailbox);
	}

	private void start() {
		if (this.state == State.NEW) {
			synchronized (this.loops) {
				if (this.state == State.NEW) {
					this.statistics.start();
					this.loops.forEach(EventLoop::start);
					this.state = State.STARTED;
				}
			}
		}
	}

	/**
	 * Return the number of streams.
	 * @return the number of streams
	 */
	public int count() {
		return this.loops.stream().mapToInt((loop) -> loop.streams().count()).sum();
	}

	/**
	 * Return what the loops count.
	 * @return the statistics
	 */
	public LoopStatistics statistics() {
		return this.statistics;
	}

	/**
	 * End all streams at once, whatever they have not been sent yet.
	 * @param reason why they end
	 */
	public void endAll(CloseReason reason) {
		this.loops.forEach((loop) -> loop.execute(() -> loop.streams().endAll(reason)));
	}

	/**
	 * Stop the threads, and wait for them to end their turn. Streams that are left get
	 * nothing more, and those that come late are ended by threads of their own. A thread
	 * that does not end its turn, since code of the application blocks it, is interrupted
	 * and left alone.
	 * @param timeout how long to wait for all of them
	 * @return whether all have ended
	 * @throws InterruptedException if the calling thread is interrupted; the threads end
	 * nevertheless
	 */
	public boolean stop(Duration timeout) throws InterruptedException {
		List<Thread> threads;
		synchronized (this.loops) {
			this.state = State.STOPPED;
			threads = this.loops.stream().map(EventLoop::stop).filter(Objects::nonNull).toList();
		}
		try {
			long deadline = System.nanoTime() + timeout.toNanos();
			for (Thread thread : threads) {
				thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
			}
		}
		finally {
			this.loops.forEach(EventLoop::turnLate);
		}
		List<Thread> alive = threads.stream().filter(Thread::isAlive).toList();
		alive.forEach(Thread::interrupt);
		return alive.isEmpty();
	}

	/**
	 * Let the next stream start the threads again.
	 */
	public void restart() {
		synchronized (this.loops) {
			if (this.state == State.STOPPED) {
				this.state = State.NEW;
			}
		}
	}

	private enum State {

		NEW, STARTED, STOPPED

	}

}
