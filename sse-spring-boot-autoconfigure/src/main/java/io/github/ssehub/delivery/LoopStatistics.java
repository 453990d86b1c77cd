package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * What the event loops count and measure. Thread-safe; no method blocks.
 */
public final class LoopStatistics {

	private final List<EventLoop> loops;

	private final BooleanSupplier started;

	private final LongSupplier nanoClock;

	LoopStatistics(List<EventLoop> loops, BooleanSupplier started, LongSupplier nanoClock) {
		this.loops = loops;
		this.started = started;
		this.nanoClock = nanoClock;
	}

	// The threads are about to start
	void start() {
		long now = this.nanoClock.getAsLong();
		this.loops.forEach((loop) -> loop.streams().counters().start(now));
	}

	/**
	 * Return how many event loops there are.
	 * @return the number of event loops
	 */
	public int loops() {
		return this.loops.size();
	}

	/**
	 * Return how many events were written to streams completely: events of rooms, live
	 * and replayed, and what was sent to one stream alone. An event counts once for each
	 * stream.
	 * @return the number of events since the start
	 */
	public long events() {
		return sum((loop) -> loop.streams().counters().events());
	}

	/**
	 * Return how many bytes were written to streams, as bodies of responses.
	 * @return the number of bytes since the start
	 */
	public long bytes() {
		return sum((loop) -> loop.streams().counters().bytes());
	}

	private long sum(ToLongFunction<EventLoop> value) {
		return this.loops.stream().mapToLong(value).sum();
	}

	/**
	 * Return how many streams have yet to be sent something that is there.
	 * @return the number of streams, at most two seconds old
	 */
	public int lagging() {
		return this.loops.stream()
			.mapToInt((loop) -> (loop.streams().count() > 0) ? loop.streams().gauges().lagging() : 0)
			.sum();
	}

	/**
	 * Return how old the oldest event is that a stream has yet to be sent.
	 * @return the age, zero if no stream lags
	 */
	public Duration lag() {
		long now = this.nanoClock.getAsLong();
		return Duration.ofNanos(this.loops.stream()
			.mapToLong((loop) -> (loop.streams().count() > 0) ? loop.streams().gauges().lagNanos(now) : 0)
			.max()
			.orElse(0));
	}

	/**
	 * Return for which share of its time a loop had something to do lately.
	 * @param loop the number of the loop, from zero
	 * @return the share, from zero to one
	 */
	public double busy(int loop) {
		return this.started.getAsBoolean() ? this.loops.get(loop).streams().gauges().busy(this.nanoClock.getAsLong())
				: 0;
	}

	/**
	 * Return for how long a loop has ended no turn, although it has something to do each
	 * second.
	 * @param loop the number of the loop, from zero
	 * @return the time, zero if the loop has not been started or was stopped
	 */
	public Duration silence(int loop) {
		if (!this.started.getAsBoolean()) {
			return Duration.ZERO;
		}
		long ended = this.loops.get(loop).streams().counters().turnEnded();
		return Duration.ofNanos(Math.max(0, this.nanoClock.getAsLong() - ended));
	}

}
