package io.github.ssehub.autoconfigure;

import java.time.Duration;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import io.github.ssehub.redis.RedisJournalSettings;

/**
 * Properties of a hub on several nodes.
 *
 * @param name Name of the cluster, which all of its nodes share. If set, what any of them
 * publishes reaches the streams of all, over Redis.
 * @param publishTimeout Time that a publisher waits for Redis before it is told that its
 * event could not be published, or that nobody knows.
 * @param maxEvents Number of events that Redis keeps, about, for nodes that start or fall
 * behind.
 * @param waitReplicas Number of replicas of Redis that have an event before its publisher
 * is told that it is published. Zero waits for none.
 */
@ConfigurationProperties("sse.cluster")
record SseClusterProperties(String name, @DefaultValue("2s") Duration publishTimeout,
		@DefaultValue("100000") long maxEvents, int waitReplicas) implements AopInfrastructureBean {

	SseClusterProperties {
		Assert.hasText(name, "'sse.cluster.name' must not be empty");
		PropertyChecks.positive("sse.cluster.publish-timeout", publishTimeout);
		Assert.isTrue(publishTimeout.toMillis() > 0, "'sse.cluster.publish-timeout' must not be shorter than 1 ms");
		Assert.isTrue(maxEvents > 0, "'sse.cluster.max-events' must be positive");
		Assert.isTrue(waitReplicas >= 0, "'sse.cluster.wait-replicas' must not be negative");
	}

	RedisJournalSettings toSettings(SseProperties properties) {
		return new RedisJournalSettings(this.name, this.publishTimeout, properties.delivery().maxWait(), this.maxEvents,
				this.waitReplicas);
	}

}
