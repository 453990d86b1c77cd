package io.github.ssehub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * How a stream is kept, each {@code null} where it is left to the default.
 *
 * @param heartbeat the heartbeat interval
 * @param retry the reconnection time
 * @param overflow what happens to a stream that falls off the end of the log
 * @param opening how the client is told the position at which the stream starts
 */
record SubscriptionOptions(@Nullable Duration heartbeat, @Nullable Duration retry, @Nullable OverflowPolicy overflow,
		@Nullable OpeningForm opening) {

	static final SubscriptionOptions DEFAULT = new SubscriptionOptions(null, null, null, null);

	private static final Duration MAX_HEARTBEAT = Duration.ofDays(365);

	SubscriptionOptions withHeartbeat(Duration heartbeat) {
		Assert.notNull(heartbeat, "'heartbeat' must not be null");
		Assert.isTrue(!heartbeat.isNegative(), "'heartbeat' must not be negative");
		Assert.isTrue(heartbeat.compareTo(MAX_HEARTBEAT) <= 0, "'heartbeat' must not be longer than 365 days");
		return new SubscriptionOptions(heartbeat, this.retry, this.overflow, this.opening);
	}

	SubscriptionOptions withRetry(Duration retry) {
		return new SubscriptionOptions(this.heartbeat, EventFields.checkRetry(retry), this.overflow, this.opening);
	}

	SubscriptionOptions withOverflow(OverflowPolicy overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		return new SubscriptionOptions(this.heartbeat, this.retry, overflow, this.opening);
	}

	SubscriptionOptions withOpening(OpeningForm opening) {
		Assert.notNull(opening, "'opening' must not be null");
		return new SubscriptionOptions(this.heartbeat, this.retry, this.overflow, opening);
	}

}
