package io.github.ssehub.log;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How much the log keeps.
 *
 * @param replayEvents how many events a room keeps for replay
 * @param replayAge how long a room keeps an event for replay
 * @param replaySize how many bytes a room keeps for replay
 * @param replayTotal how many bytes all rooms together keep
 * @param window how many bytes of a room may wait for the event loops
 * @param maxWait how long a publisher waits when the window is full
 */
public record LogSettings(int replayEvents, Duration replayAge, long replaySize, long replayTotal, long window,
		Duration maxWait) {

	public LogSettings {
		Assert.isTrue(replayEvents >= 0, "'replayEvents' must not be negative");
		Assert.isTrue(!replayAge.isNegative() && !replayAge.isZero(), "'replayAge' must be positive");
		Assert.isTrue(replaySize >= 0, "'replaySize' must not be negative");
		Assert.isTrue(replayTotal >= 0, "'replayTotal' must not be negative");
		Assert.isTrue(window > 0, "'window' must be positive");
		Assert.isTrue(!maxWait.isNegative(), "'maxWait' must not be negative");
	}

}
