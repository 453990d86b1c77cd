package io.github.ssehub.log;

import java.time.Duration;
import java.util.function.Function;

import org.springframework.util.Assert;

/**
 * How much the log keeps.
 *
 * @param retention what a room keeps, by its name; called under the lock of the log
 * @param replayTotal how many bytes all rooms together keep
 * @param window how many bytes of a room may wait for the event loops
 * @param maxWait how long a publisher waits when the window is full
 */
public record LogSettings(Function<String, RoomRetention> retention, long replayTotal, long window, Duration maxWait) {

	public LogSettings {
		Assert.isTrue(replayTotal >= 0, "'replayTotal' must not be negative");
		Assert.isTrue(window > 0, "'window' must be positive");
		Assert.isTrue(!maxWait.isNegative(), "'maxWait' must not be negative");
	}

}
