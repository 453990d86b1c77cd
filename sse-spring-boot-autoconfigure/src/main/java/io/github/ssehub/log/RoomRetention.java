package io.github.ssehub.log;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What a room keeps for replay.
 *
 * @param events how many events
 * @param age how long an event is kept
 * @param size how many bytes
 * @param resumable whether a client that comes back gets what it missed
 * @param exact whether it gets no more than that, even if the journal has more
 */
public record RoomRetention(int events, Duration age, long size, boolean resumable, boolean exact) {

	public RoomRetention {
		Assert.isTrue(events >= 0, "'events' must not be negative");
		Assert.isTrue(!age.isNegative() && !age.isZero(), "'age' must be positive");
		Assert.isTrue(size >= 0, "'size' must not be negative");
	}

	/**
	 * Keep at least so much.
	 * @param events how many events
	 * @param age how long an event is kept
	 * @param size how many bytes
	 * @param resumable whether a client that comes back gets what it missed
	 */
	public RoomRetention(int events, Duration age, long size, boolean resumable) {
		this(events, age, size, resumable, false);
	}

	// Who keeps nothing wants nothing to be replayed
	boolean hasPast() {
		return this.resumable && !this.exact && this.events > 0 && this.size > 0;
	}

}
