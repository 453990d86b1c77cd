package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Beans that the hub asks for, declared where the hub is needed.
 */
class LazyBeansTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				JacksonAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { Retention.class, Interceptor.class, Authorizer.class, Listener.class, Serializer.class,
			Converter.class, Configurer.class })
	void shouldStartIfAConfigurationNeedsTheHubAndDeclares(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(configuration));
		this.contextRunner.withUserConfiguration(configuration)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldUseAllThatAConfigurationDeclaresWhichNeedsTheHub(boolean lazy) throws IOException {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, Everything.class,
				"spring.main.lazy-initialization=" + lazy)) {
			try (SseTestClient client = server.open("/stream")) {
				client.readBlock();
				server.hub().broadcast("of-method", 42);
				assertThat(client.readData()).isEqualTo("serialized 42");
				assertThatExceptionOfType(SseRoomAccessDeniedException.class)
					.isThrownBy(() -> server.hub().connections().get(0).join("secret"));
				assertThat(server.hub().connections()).singleElement()
					.satisfies(
							(connection) -> assertThat(connection.rooms()).containsExactly("of-method", "intercepted"));
			}
			server.hub().broadcast("forgotten", "hello");
			assertThat(server.hub().rooms()).doesNotContain("forgotten");
			List<String> calls = server.bean(Everything.class).calls;
			await().untilAsserted(() -> assertThat(calls).containsExactly("opened"));
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { EarlyThenRetention.class, RetentionThenEarly.class })
	void shouldKnowRetentionsWhenEventsAreBroadcastAsTheApplicationStarts(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(SseHub.class).rooms()).isEqualTo(Set.of("*-kept"));
		});
	}

	@Test
	void shouldNotBroadcastBeforeItCanKnowRetentions() {
		this.contextRunner.withUserConfiguration(TooEarly.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(BeanCurrentlyInCreationException.class));
	}

	abstract static class HubUser {

		final SseHub hub;

		HubUser(SseHub hub) {
			this.hub = hub;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Retention extends HubUser {

		Retention(SseHub hub) {
			super(hub);
		}

		@Bean
		SseRetention retention() {
			return SseRetention.of("forgotten").events(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptor extends HubUser {

		Interceptor(SseHub hub) {
			super(hub);
		}

		@Bean
		SseConnectInterceptor interceptor() {
			return (request, subscription) -> subscription;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Authorizer extends HubUser {

		Authorizer(SseHub hub) {
			super(hub);
		}

		@Bean
		SseRoomAuthorizer authorizer() {
			return (connection, room, access) -> true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener extends HubUser {

		Listener(SseHub hub) {
			super(hub);
		}

		@Bean
		SseHubListener listener() {
			return new SseHubListener() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Serializer extends HubUser {

		Serializer(SseHub hub) {
			super(hub);
		}

		@Bean
		SseDataSerializer serializer() {
			return (data) -> new byte[0];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Converter extends HubUser {

		Converter(SseHub hub) {
			super(hub);
		}

		@Bean
		HttpMessageConverter<Object> converter() {
			return new IntegerConverter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Configurer extends HubUser implements WebMvcConfigurer {

		Configurer(SseHub hub) {
			super(hub);
		}

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			assertThat(this.hub).isNotNull();
		}

	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	static class Everything extends HubUser implements WebMvcConfigurer {

		final List<String> calls = new CopyOnWriteArrayList<>();

		Everything(SseHub hub) {
			super(hub);
		}

		@SseEndpoint(path = "/stream", rooms = "of-method")
		void stream() {
		}

		@Bean
		SseRetention retention() {
			return SseRetention.of("forgotten").events(0);
		}

		@Bean
		SseConnectInterceptor interceptor() {
			return (request, subscription) -> subscription.and(List.of("intercepted"));
		}

		@Bean
		SseRoomAuthorizer authorizer() {
			return (connection, room, access) -> !"secret".equals(room);
		}

		@Bean
		SseHubListener listener() {
			return new SseHubListener() {

				@Override
				public void opened(SseConnection connection) {
					Everything.this.calls.add("opened");
				}

			};
		}

		@Bean
		SseDataSerializer serializer() {
			return (data) -> ("serialized " + data.value()).getBytes(StandardCharsets.UTF_8);
		}

		@Bean
		HttpMessageConverter<Object> converter() {
			return new IntegerConverter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Early.class, Retentions.class })
	static class EarlyThenRetention {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Retentions.class, Early.class })
	static class RetentionThenEarly {

	}

	@Component
	static class Early extends HubUser implements InitializingBean {

		Early(SseHub hub) {
			super(hub);
		}

		@Override
		public void afterPropertiesSet() {
			this.hub.broadcast("a-forgotten", "data");
			this.hub.broadcast("*-kept", Map.of("key", "value"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Retentions extends HubUser {

		Retentions(SseHub hub) {
			super(hub);
		}

		@Bean
		SseRetention retention() {
			return SseRetention.of("*-forgotten").events(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TooEarly extends HubUser {

		TooEarly(SseHub hub) {
			super(hub);
			hub.broadcast("a-forgotten", "data");
		}

		@Bean
		SseRetention retention() {
			return SseRetention.of("*-forgotten").events(0);
		}

	}

	static class IntegerConverter extends AbstractHttpMessageConverter<Object> {

		IntegerConverter() {
			super(MediaType.APPLICATION_JSON);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Integer.class;
		}

		@Override
		protected Object readInternal(Class<?> type, HttpInputMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void writeInternal(Object data, HttpOutputMessage message) throws IOException {
			message.getBody().write(String.valueOf(data).getBytes(StandardCharsets.UTF_8));
		}

	}

}
