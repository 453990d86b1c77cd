package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * How one stream ends.
 *
 * @param told whether its client is told why, with an event
 * @param retry the reconnection time of its client
 * @param maxAge the age at which it ends, zero for none
 */
public record EndOptions(boolean told, Duration retry, Duration maxAge) {

	/**
	 * A stream whose client is told nothing.
	 */
	public static final EndOptions SILENT = new EndOptions(false, Duration.ZERO, Duration.ZERO);

	// Whether the client is told of an end for this reason
	boolean tells(CloseReason reason) {
		return this.told && switch (reason) {
			case MAX_AGE, DRAINED, KICKED, UNAUTHORIZED, OVERFLOW, REPLACED -> true;
			// Its client knows, or does not read
			case COMPLETED, CLIENT_GONE, STALLED, ERROR, REFUSED -> false;
		};
	}

	// The reconnection time that an end tells, or null for none. Streams that end because
	// it is time for it are many, and must not all come back at once. Not less than half:
	// a server that is not back by then is asked again and again with this time
	@Nullable Duration retry(CloseReason reason, RandomGenerator random) {
		if (reason != CloseReason.MAX_AGE && reason != CloseReason.DRAINED) {
			return null;
		}
		long millis = this.retry.toMillis();
		return Duration.ofMillis(random.nextLong(millis / 2, millis + 1));
	}

	boolean isAgeLimited() {
		return !this.maxAge.isZero();
	}

	// The age of one stream, not the same for all, which may have opened together
	long ageNanos(RandomGenerator random) {
		long nanos = this.maxAge.toNanos();
		return random.nextLong(nanos - nanos / 5, nanos + 1);
	}

}
