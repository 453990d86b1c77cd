package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.ssehub.SseHub;
import io.github.ssehub.actuate.HubInfoContributor;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;

/**
 * Auto-configuration of what the info endpoint tells of the hub: nothing unless it is
 * asked for, as with Boot's own of the process.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnEnabledInfoContributor(value = "sse", fallback = InfoContributorFallback.DISABLE)
@ConditionalOnBean({ SseHub.class, HubStreams.class, Drain.class })
public final class SseInfoAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	HubInfoContributor sseInfoContributor(SseHub hub, HubStreams streams, Drain drain) {
		return new HubInfoContributor(hub, new HubStatistics(streams), drain);
	}

}
