package io.github.ssehub.autoconfigure;

import java.time.Clock;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerMapping;

import io.github.ssehub.hub.HubSessions;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.security.LoginEnds;
import io.github.ssehub.security.RecheckThreads;
import io.github.ssehub.security.RoomRecheck;
import io.github.ssehub.security.SessionEnds;
import io.github.ssehub.security.SessionIdChanges;
import io.github.ssehub.security.StoredSessionEnds;
import io.github.ssehub.security.StreamFilterChainPostProcessor;
import io.github.ssehub.security.StreamSecurityCustomizer;
import io.github.ssehub.security.TokenExpiry;
import io.github.ssehub.source.SourceTimer;
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
	SessionEnds sseSessionEnds(HubSessions sessions) {
		return new SessionEnds(sessions);
	}

	@Bean
	@ConditionalOnMissingBean
	RecheckThreads sseRecheckThreads() {
		return new RecheckThreads();
	}

	@Bean
	@ConditionalOnMissingBean
	RoomRecheck sseRoomRecheck(SseProperties properties, SourceTimer timer, RecheckThreads threads) {
		return new RoomRecheck(properties.security().recheck(), timer, threads);
	}

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

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LogoutSuccessEvent.class)
	static class LoginConfiguration {

		@Bean
		LoginEnds sseLoginEnds(HubSessions sessions, ObjectProvider<SessionRegistry> registry) {
			return new LoginEnds(sessions, registry::getIfUnique);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SessionFixationProtectionEvent.class)
	static class SessionIdConfiguration {

		@Bean
		SessionIdChanges sseSessionIdChanges(HubSessions sessions) {
			return new SessionIdChanges(sessions);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Authentication.class, OAuth2Token.class })
	static class TokenConfiguration {

		@Bean
		TokenExpiry sseTokenExpiry(SourceTimer timer) {
			return new TokenExpiry(timer, Clock.systemUTC());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SessionDestroyedEvent.class)
	static class SessionConfiguration {

		@Bean
		StoredSessionEnds sseStoredSessionEnds(HubSessions sessions) {
			return new StoredSessionEnds(sessions);
		}

	}

}
