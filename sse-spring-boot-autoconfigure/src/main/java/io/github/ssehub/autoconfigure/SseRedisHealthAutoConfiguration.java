package io.github.ssehub.autoconfigure;

import io.lettuce.core.RedisClient;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.ssehub.actuate.ClusterHealthIndicator;
import io.github.ssehub.redis.RedisJournal;

/**
 * Auto-configuration of the health of a node of a cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseRedisAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("sse-cluster")
@ConditionalOnBean(RedisJournal.class)
public final class SseRedisHealthAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean(name = "sseClusterHealthIndicator")
	ClusterHealthIndicator sseClusterHealthIndicator(RedisJournal journal) {
		return new ClusterHealthIndicator(journal);
	}

}
