package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.ssehub.SseHub;
import io.github.ssehub.actuate.HubEndpoint;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;

/**
 * Auto-configuration of the actuator endpoint of the hub.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(HubEndpoint.class)
@ConditionalOnBean({ SseHub.class, HubStreams.class, Drain.class })
public final class SseActuatorAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	HubEndpoint sseHubEndpoint(SseHub hub, HubStreams streams, Drain drain) {
		return new HubEndpoint(hub, new HubStatistics(streams), drain);
	}

}
