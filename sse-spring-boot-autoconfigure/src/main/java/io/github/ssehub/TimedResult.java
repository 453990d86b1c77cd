package io.github.ssehub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What an endpoint method returns, with the times of its stream.
 *
 * @param <R> the type of the result
 * @since 0.1.0
 */
public abstract sealed class TimedResult<R extends TimedResult<R>> implements EndpointResult
		permits SseSubscription, SseStream {

	// Set only on a copy that nobody has seen yet
	private StreamTimes times;

	TimedResult(StreamTimes times) {
		this.times = times;
	}

	abstract R copy();

	final StreamTimes times() {
		return this.times;
	}

	private R with(StreamTimes times) {
		R copy = copy();
		((TimedResult<?>) copy).times = times;
		return copy;
	}

	/**
	 * Set the heartbeat interval of the stream.
	 * @param heartbeat the time without a write before a comment is sent; zero for none
	 * @return a changed copy
	 */
	public R heartbeat(Duration heartbeat) {
		return with(this.times.withHeartbeat(heartbeat));
	}

	/**
	 * Set the reconnection time that the client is told when the stream opens.
	 * @param retry the reconnection time
	 * @return a changed copy
	 */
	public R retry(Duration retry) {
		return with(this.times.withRetry(retry));
	}

	/**
	 * Set the age at which the stream ends, after what it was sent, for its client to
	 * come back. Streams end at 80 to 100 % of it, so that those which opened together do
	 * not end together.
	 * @param maxAge the age; zero for none
	 * @return a changed copy
	 */
	public R maxAge(Duration maxAge) {
		return with(this.times.withMaxAge(maxAge));
	}

	/**
	 * Let the stream go on at a shutdown, for it to end by itself: one that a source or
	 * the application ends, such as the answer to a question. The shutdown waits for it,
	 * within {@code spring.lifecycle.timeout-per-shutdown-phase}.
	 * @param drainGrace how long, zero not to wait
	 * @return a changed copy
	 */
	public R drainGrace(Duration drainGrace) {
		return with(this.times.withDrainGrace(drainGrace));
	}

	/**
	 * Return the heartbeat interval.
	 * @return the interval, or {@code null} for the default
	 */
	public @Nullable Duration heartbeat() {
		return this.times.heartbeat();
	}

	/**
	 * Return the reconnection time.
	 * @return the reconnection time, or {@code null} for the default
	 */
	public @Nullable Duration retry() {
		return this.times.retry();
	}

	/**
	 * Return the age at which the stream ends.
	 * @return the age, or {@code null} for the default
	 */
	public @Nullable Duration maxAge() {
		return this.times.maxAge();
	}

	/**
	 * Return how long the stream may go on at a shutdown.
	 * @return the time, or {@code null} if it may not
	 */
	public @Nullable Duration drainGrace() {
		return this.times.drainGrace();
	}

}
