package io.github.ssehub.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.metrics.HubMeters;
import io.github.ssehub.source.DetachedStreams;

/**
 * Auto-configuration of the meters of the hub.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, HubStreams.class, DetachedStreams.class })
@ConditionalOnBooleanProperty(name = "sse.metrics.enabled", matchIfMissing = true)
public final class SseMetricsAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	HubMeters sseHubMeters(HubStreams streams, DetachedStreams sources) {
		return new HubMeters(new HubStatistics(streams), sources);
	}

}
