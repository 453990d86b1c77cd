package io.github.ssehub.redis;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a journal uses Redis.
 *
 * @param name the name of the cluster, which all of its nodes share
 * @param publishTimeout how long a publisher waits for Redis
 * @param maxWait how long the readers of this node are waited for, and a publisher whose
 * record Redis has for the record to be taken
 * @param maxLength about how many records Redis keeps
 * @param waitReplicas how many replicas of Redis have a record before it is acknowledged
 */
public record RedisJournalSettings(String name, Duration publishTimeout, Duration maxWait, long maxLength,
		int waitReplicas) {

	public RedisJournalSettings {
		Assert.hasText(name, "'name' must not be empty");
		Assert.isTrue(publishTimeout.toMillis() > 0, "'publishTimeout' must be positive");
		Assert.isTrue(!maxWait.isNegative(), "'maxWait' must not be negative");
		Assert.isTrue(maxLength > 0, "'maxLength' must be positive");
		Assert.isTrue(waitReplicas >= 0, "'waitReplicas' must not be negative");
	}

}
