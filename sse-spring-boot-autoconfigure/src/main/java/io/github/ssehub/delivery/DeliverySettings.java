package io.github.ssehub.delivery;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How events are delivered.
 *
 * @param threads the number of event loops
 * @param flushInterval how long the loops wait at least from one pass over their streams
 * to the next; if zero, they pause for a moment when events come faster than a pass takes
 * @param writeTimeout how long a client may take nothing before its stream ends
 */
public record DeliverySettings(int threads, Duration flushInterval, Duration writeTimeout) {

	public DeliverySettings {
		Assert.isTrue(threads > 0, "'threads' must be positive");
		Assert.isTrue(!flushInterval.isNegative(), "'flushInterval' must not be negative");
		Assert.isTrue(!writeTimeout.isNegative() && !writeTimeout.isZero(), "'writeTimeout' must be positive");
	}

	/**
	 * Return the default number of event loops: half the cores, since fewer loops make
	 * larger batches, and no more than eight.
	 * @return the number of loops
	 */
	public static int defaultThreads() {
		return Math.min(8, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
	}

}
