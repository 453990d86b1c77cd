package io.github.ssehub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The times of a stream, each {@code null} where it is left to the default.
 *
 * @param heartbeat the heartbeat interval
 * @param retry the reconnection time
 * @param maxAge the age at which the stream ends
 * @param drainGrace how long the stream may go on at a shutdown
 */
record StreamTimes(@Nullable Duration heartbeat, @Nullable Duration retry, @Nullable Duration maxAge,
		@Nullable Duration drainGrace) {

	static final StreamTimes DEFAULT = new StreamTimes(null, null, null, null);

	private static final Duration MAX = Duration.ofDays(365);

	StreamTimes withHeartbeat(Duration heartbeat) {
		return new StreamTimes(check("heartbeat", heartbeat), this.retry, this.maxAge, this.drainGrace);
	}

	StreamTimes withRetry(Duration retry) {
		return new StreamTimes(this.heartbeat, EventFields.checkRetry(retry), this.maxAge, this.drainGrace);
	}

	StreamTimes withMaxAge(Duration maxAge) {
		return new StreamTimes(this.heartbeat, this.retry, check("maxAge", maxAge), this.drainGrace);
	}

	StreamTimes withDrainGrace(Duration drainGrace) {
		return new StreamTimes(this.heartbeat, this.retry, this.maxAge, check("drainGrace", drainGrace));
	}

	private static Duration check(String name, Duration value) {
		Assert.notNull(value, () -> "'" + name + "' must not be null");
		Assert.isTrue(!value.isNegative(), () -> "'" + name + "' must not be negative");
		Assert.isTrue(value.compareTo(MAX) <= 0, () -> "'" + name + "' must not be longer than 365 days");
		return value;
	}

}
