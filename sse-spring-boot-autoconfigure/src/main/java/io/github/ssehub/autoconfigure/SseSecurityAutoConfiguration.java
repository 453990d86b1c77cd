package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerMapping;

import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.security.StreamFilterChainPostProcessor;
import io.github.ssehub.security.StreamSecurityCustomizer;
import io.github.ssehub.web.ProblemWriter;
import io.github.ssehub.web.StreamRequests;

/**
 * Auto-configuration of who may read a stream, and for how long. Spring Security and
 * Spring Session are optional.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnBean(HubStreams.class)
public final class SseSecurityAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	StreamRequests sseStreamRequests(ObjectProvider<HandlerMapping> mappings) {
		return new StreamRequests(SingletonSupplier.of(() -> mappings.orderedStream().toList()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ FilterChainProxy.class, HttpSecurity.class })
	static class HttpSecurityConfiguration {

		@Bean
		StreamSecurityCustomizer sseStreamSecurityCustomizer(ObjectProvider<StreamRequests> streams,
				ObjectProvider<ProblemWriter> problemWriter) {
			return new StreamSecurityCustomizer(streams::getObject, problemWriter::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(FilterChainProxy.class)
	static class FilterChainConfiguration {

		@Bean
		static StreamFilterChainPostProcessor sseStreamFilterChainPostProcessor(
				ObjectProvider<SecurityContextHolderStrategy> contextHolder,
				ObjectProvider<ProblemWriter> problemWriter) {
			return new StreamFilterChainPostProcessor(
					() -> contextHolder.getIfUnique(SecurityContextHolder::getContextHolderStrategy),
					problemWriter::getObject);
		}

	}

}
