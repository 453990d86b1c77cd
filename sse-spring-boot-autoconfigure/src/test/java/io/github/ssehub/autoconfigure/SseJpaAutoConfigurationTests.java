package io.github.ssehub.autoconfigure;

import java.util.function.Consumer;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewFilter;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.jpa.OpenInViewRelease;
import io.github.ssehub.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

class SseJpaAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, SseJpaAutoConfiguration.class,
				WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { InterceptorConfiguration.class, FilterConfiguration.class })
	void shouldWarnOnceOfOpenInViewWithEndpoint(Class<?> openInView) {
		assertMessages(this.contextRunner.withUserConfiguration(openInView, Endpoint.class),
				(log) -> assertThat(log.messages()).singleElement()
					.asString()
					.startsWith("WARN " + OpenInViewRelease.class.getName())
					.contains("spring.jpa.open-in-view"));
	}

	@ParameterizedTest
	@ValueSource(classes = { InterceptorConfiguration.class, FilterConfiguration.class })
	void shouldNotWarnOfOpenInViewWithoutEndpoint(Class<?> openInView) {
		assertMessages(this.contextRunner.withUserConfiguration(openInView),
				(log) -> assertThat(log.messages()).isEmpty());
	}

	@Test
	void shouldWarnOfOpenInViewWithReadyMadeEndpoint() {
		assertMessages(
				this.contextRunner.withUserConfiguration(InterceptorConfiguration.class)
					.withPropertyValues("sse.endpoint.path=/sse", "sse.endpoint.rooms=*"),
				(log) -> assertThat(log.messages()).hasSize(1));
	}

	@Test
	void shouldNotWarnOfEndpointWithoutOpenInView() {
		assertMessages(this.contextRunner.withUserConfiguration(Endpoint.class),
				(log) -> assertThat(log.messages()).isEmpty());
	}

	private static void assertMessages(WebApplicationContextRunner runner, Consumer<LogCapture> assertions) {
		try (LogCapture log = new LogCapture()) {
			runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(OpenInViewRelease.class));
			assertions.accept(log);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { EntityManagerHolder.class, SharedSessionContractImplementor.class })
	void shouldDoWithoutJpaAndHibernate(Class<?> missing) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
			.withUserConfiguration(Endpoint.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SseHub.class)
				.doesNotHaveBean(OpenInViewRelease.class));
	}

	@RestController
	static class Endpoint {

		@SseEndpoint(path = "/events", rooms = "a")
		void events() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptorConfiguration {

		@Bean
		OpenEntityManagerInViewInterceptor openEntityManagerInViewInterceptor() {
			OpenEntityManagerInViewInterceptor interceptor = new OpenEntityManagerInViewInterceptor();
			interceptor.setEntityManagerFactory(mock(EntityManagerFactory.class));
			return interceptor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FilterConfiguration {

		@Bean
		FilterRegistrationBean<OpenEntityManagerInViewFilter> openEntityManagerInViewFilter() {
			return new FilterRegistrationBean<>(new OpenEntityManagerInViewFilter());
		}

	}

}
