package io.github.ssehub.redis;

import java.time.Duration;

/**
 * How long a node counts as alive.
 *
 * @param interval between two times at which it says that it is
 * @param ttl after the last time
 * @param grace after it has been stopped, for its clients to come back to another one
 */
record NodeTimes(Duration interval, Duration ttl, Duration grace) {

	static final NodeTimes DEFAULT = new NodeTimes(Duration.ofSeconds(1), Duration.ofSeconds(20),
			Duration.ofSeconds(10));

}
