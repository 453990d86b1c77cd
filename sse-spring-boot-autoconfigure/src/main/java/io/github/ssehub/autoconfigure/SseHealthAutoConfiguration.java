package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.ssehub.actuate.HubHealthIndicator;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;

/**
 * Auto-configuration of the health of the hub.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("sse")
@ConditionalOnBean(HubStreams.class)
public final class SseHealthAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean(name = "sseHealthIndicator")
	HubHealthIndicator sseHealthIndicator(HubStreams streams) {
		return new HubHealthIndicator(new HubStatistics(streams), HubHealthIndicator.PATIENCE);
	}

}
