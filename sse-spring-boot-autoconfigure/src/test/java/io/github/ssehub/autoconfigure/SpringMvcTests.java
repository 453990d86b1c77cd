package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.DelegatingWebMvcConfiguration;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurationSupport;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.LastEventId;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.web.UnusableHandlerAdapterException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams under whatever an application does to Spring MVC.
 */
class SpringMvcTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				JacksonAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { Support.class, SupportAndEndpoint.class })
	void shouldFailIfTheApplicationKeepsConfigurersFromBeingAsked(Class<?> configuration) {
		FailureAnalysis analysis = analyze(configuration);
		assertThat(analysis.getDescription())
			.contains("'requestMappingHandlerAdapter' is without SseEndpointReturnValueHandler, "
					+ "SseConnectionArgumentResolver, LastEventIdArgumentResolver")
			.contains(Support.class.getName() + " extends WebMvcConfigurationSupport");
		assertThat(analysis.getAction()).startsWith("Let " + Support.class.getName() + " implement WebMvcConfigurer")
			.contains("@EnableWebMvc")
			.contains("DelegatingWebMvcConfiguration");
	}

	@ParameterizedTest
	@ValueSource(classes = { HandlersReplaced.class, ResolversReplaced.class, ConfigurerReplaced.class,
			AdapterReplaced.class })
	void shouldFailIfSomethingElseTakesAwayWhatServesStreams(Class<?> configuration) {
		FailureAnalysis analysis = analyze(configuration);
		assertThat(analysis.getDescription()).contains("'requestMappingHandlerAdapter' is without Sse")
			.contains("'sseWebMvcConfigurer'");
		assertThat(analysis.getAction()).startsWith("Look for ");
	}

	@Test
	void shouldFailIfAnotherAdapterWouldServeAnEndpoint() {
		FailureAnalysis analysis = analyze(GreedyAdapter.class);
		assertThat(analysis.getDescription()).contains("'greedy' is without Sse")
			.contains("comes before Spring MVC's own");
		assertThat(analysis.getAction()).startsWith("Give 'greedy' a lower precedence");
	}

	private FailureAnalysis analyze(Class<?> configuration) {
		FailureAnalysis[] result = new FailureAnalysis[1];
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isInstanceOf(UnusableHandlerAdapterException.class);
			result[0] = new UnusableHandlerAdapterFailureAnalyzer().analyze(failure);
		});
		return result[0];
	}

	@Test
	void shouldStartIfAnotherAdapterServesOtherMethods() {
		this.contextRunner.withUserConfiguration(ModestAdapter.class, Endpoints.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldStartWithoutSpringMvcAdapter() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(SseAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { EnabledMvc.class, DelegatingMvc.class, ModestAdapter.class, OtherMapping.class })
	void shouldServeStreams(Class<?> configuration) throws IOException {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, configuration)) {
			try (SseTestClient client = server.open("/endpoint/a", "Last-Event-ID: x")) {
				assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
				assertThat(client.readData()).contains("unknown");
				assertThat(client.readData()).isEqualTo("last x");
				server.hub().broadcast("a", Map.of("key", "value"));
				assertThat(client.readData()).isEqualTo("{\"key\":\"value\"}");
			}
			try (SseTestClient client = server.open("/emitter/a")) {
				client.readBlock();
				server.hub().broadcast("a", "hello");
				assertThat(client.readData()).isEqualTo("hello");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldUseTheConvertersOfSpringMvcIfThereIsAnotherAdapter(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, ModestAdapter.class);
				SseTestClient client = server.open("/emitter/a")) {
			client.readBlock();
			server.hub().broadcast("a", List.of(1, 2));
			assertThat(client.readData()).isEqualTo("[1,2]");
		}
	}

	private static BeanPostProcessor postProcessor(Consumer<RequestMappingHandlerAdapter> change) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof RequestMappingHandlerAdapter adapter) {
					change.accept(adapter);
				}
				return bean;
			}

		};
	}

	@Configuration(proxyBeanMethods = false)
	static class Support extends WebMvcConfigurationSupport {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Support.class, Endpoints.class })
	static class SupportAndEndpoint {

	}

	@EnableWebMvc
	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Endpoints.class)
	static class EnabledMvc {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Endpoints.class)
	static class DelegatingMvc extends DelegatingWebMvcConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlersReplaced {

		@Bean
		static BeanPostProcessor handlers() {
			return postProcessor((adapter) -> adapter.setReturnValueHandlers(List.of()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ResolversReplaced {

		@Bean
		static BeanPostProcessor resolvers() {
			return postProcessor((adapter) -> adapter.setArgumentResolvers(List.of()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConfigurerReplaced {

		@Bean
		WebMvcConfigurer sseWebMvcConfigurer() {
			return new WebMvcConfigurer() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdapterReplaced {

		@Bean
		WebMvcRegistrations registrations() {
			return new WebMvcRegistrations() {

				@Override
				public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
					return new RequestMappingHandlerAdapter() {

						@Override
						public void setCustomReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
						}

					};
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Endpoints.class)
	static class GreedyAdapter {

		@Bean
		RequestMappingHandlerAdapter greedy() {
			return new RequestMappingHandlerAdapter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Endpoints.class)
	static class ModestAdapter {

		// Before Spring MVC's in any order
		@Bean
		RequestMappingHandlerAdapter anAdapter() {
			RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter() {

				@Override
				protected boolean supportsInternal(HandlerMethod handlerMethod) {
					return false;
				}

			};
			StringHttpMessageConverter converter = new StringHttpMessageConverter();
			converter.setSupportedMediaTypes(List.of(MediaType.TEXT_PLAIN));
			adapter.setMessageConverters(List.of(converter));
			adapter.setReturnValueHandlers(List.of());
			adapter.setOrder(0);
			return adapter;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Endpoints.class)
	static class OtherMapping {

		@Bean
		RequestMappingHandlerMapping aMapping() {
			return new RequestMappingHandlerMapping();
		}

	}

	@RestController
	static class Endpoints {

		private final SseHub hub;

		Endpoints(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/endpoint/{room}")
		String endpoint(@PathVariable String room, SseConnection connection, @LastEventId String lastEventId) {
			connection.send("last " + lastEventId);
			return room;
		}

		@GetMapping("/emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

	}

}
