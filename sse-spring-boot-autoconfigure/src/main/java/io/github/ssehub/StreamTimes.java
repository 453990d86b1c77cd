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
 */
record StreamTimes(@Nullable Duration heartbeat, @Nullable Duration retry, @Nullable Duration maxAge) {

	static final StreamTimes DEFAULT = new StreamTimes(null, null, null);

	private static final Duration MAX = Duration.ofDays(365);

	StreamTimes withHeartbeat(Duration heartbeat) {
		return new StreamTimes(check("heartbeat", heartbeat), this.retry, this.maxAge);
	}

	StreamTimes withRetry(Duration retry) {
		return new StreamTimes(this.heartbeat, EventFields.checkRetry(retry), this.maxAge);
	}

	StreamTimes withMaxAge(Duration maxAge) {
		return new StreamTimes(this.heartbeat, this.retry, check("maxAge", maxAge));
	}

	private static Duration check(String name, Duration value) {
		Assert.notNull(value, () -> "'" + name + "' must not be null");
		Assert.isTrue(!value.isNegative(), () -> "'" + name + "' must not be negative");
		Assert.isTrue(value.compareTo(MAX) <= 0, () -> "'" + name + "' must not be longer than 365 days");
		return value;
	}

}
