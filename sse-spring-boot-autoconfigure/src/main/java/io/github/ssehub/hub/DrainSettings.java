package io.github.ssehub.hub;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How streams end at shutdown.
 *
 * @param delay how long to wait before the first one ends
 * @param spread the time over which they end
 * @param limit how long they may take to end, whatever the spread and their graces
 */
public record DrainSettings(Duration delay, Duration spread, Duration limit) {

	public DrainSettings {
		Assert.isTrue(!delay.isNegative(), "'delay' must not be negative");
		Assert.isTrue(!spread.isNegative(), "'spread' must not be negative");
		Assert.isTrue(!limit.isNegative(), "'limit' must not be negative");
	}

}
