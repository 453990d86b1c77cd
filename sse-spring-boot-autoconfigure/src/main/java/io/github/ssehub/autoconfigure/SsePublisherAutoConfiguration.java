package io.github.ssehub.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.util.function.SingletonSupplier;

import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.hub.HubLogFactory;
import io.github.ssehub.hub.HubSettings;
import io.github.ssehub.hub.StreamlessPublisher;
import io.github.ssehub.web.MessageConverterSerializer;

/**
 * Auto-configuration of an {@link SsePublisher} for a node of a cluster that has no
 * streams, since it is no application with Spring MVC.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { SseAutoConfiguration.class, SseRedisAutoConfiguration.class },
		afterName = "org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration")
@ConditionalOnProperty("sse.cluster.name")
@ConditionalOnMissingBean(SsePublisher.class)
@EnableConfigurationProperties(SseProperties.class)
public final class SsePublisherAutoConfiguration implements AopInfrastructureBean {

	@Bean
	StreamlessPublisher ssePublisher(SseProperties properties, HubLogFactory logFactory,
			ObjectProvider<SseDataSerializer> serializers) {
		HubSettings settings = properties.toHubSettings((room) -> properties.replay().toRetention(), Duration.ZERO);
		SingletonSupplier<SseDataSerializer> serializer = SingletonSupplier.of(serializers::getObject);
		return new StreamlessPublisher(logFactory, (data) -> serializer.obtain().serialize(data), settings.log(),
				settings.maxEventSize());
	}

	/**
	 * JSON as the application has it configured.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerHttpMessageConvertersCustomizer.class)
	static class ConvertersConfiguration implements AopInfrastructureBean {

		@Bean
		@ConditionalOnMissingBean(SseDataSerializer.class)
		MessageConverterSerializer sseDataSerializer(
				ObjectProvider<ServerHttpMessageConvertersCustomizer> customizers) {
			return new MessageConverterSerializer(SingletonSupplier.of(() -> converters(customizers)));
		}

		private static List<HttpMessageConverter<?>> converters(
				ObjectProvider<ServerHttpMessageConvertersCustomizer> customizers) {
			ServerBuilder builder = HttpMessageConverters.forServer().registerDefaults();
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			List<HttpMessageConverter<?>> converters = new ArrayList<>();
			builder.build().forEach(converters::add);
			return converters;
		}

	}

}
