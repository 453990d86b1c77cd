package io.github.ssehub.autoconfigure;

import java.util.List;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.filter.ServerHttpObservationFilter;

import io.github.ssehub.actuate.HubEndpoint;
import io.github.ssehub.actuate.HubHealthIndicator;
import io.github.ssehub.actuate.HubInfoContributor;
import io.github.ssehub.metrics.HubMeters;
import io.github.ssehub.metrics.StreamObservationFilter;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.ReducedClassPath;

import static org.assertj.core.api.Assertions.assertThat;

class SseOperationsAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, SseMetricsAutoConfiguration.class,
				SseObservationAutoConfiguration.class, SseActuatorAutoConfiguration.class,
				SseHealthAutoConfiguration.class, SseInfoAutoConfiguration.class, EndpointAutoConfiguration.class,
				WebEndpointAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				JacksonAutoConfiguration.class));

	@Test
	void shouldProvideAllWithWhatItIsFor() {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("management.endpoints.web.exposure.include=sse")
			.run((context) -> {
				assertThat(context).hasSingleBean(HubMeters.class);
				assertThat(context).hasSingleBean(HubEndpoint.class);
				assertThat(context).hasSingleBean(HubHealthIndicator.class);
			});
	}

	@Test
	void shouldProvideNoMetersWithoutRegistry() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(HubMeters.class));
	}

	@Test
	void shouldProvideNoMetersIfTheyAreTurnedOff() {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("sse.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HubMeters.class));
	}

	@Test
	void shouldProvideNoEndpointThatIsNotExposed() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(HubEndpoint.class));
	}

	@Test
	void shouldProvideNoHealthThatIsTurnedOff() {
		this.contextRunner.withPropertyValues("management.health.sse.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HubHealthIndicator.class));
	}

	@Test
	void shouldProvideNoInfoUnlessItIsTurnedOn() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(HubInfoContributor.class));
		this.contextRunner.withPropertyValues("management.info.sse.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(HubInfoContributor.class));
	}

	@Test
	void shouldStartWithoutMeterRegistryAndActuator() throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without("micrometer-core", "micrometer-jakarta9",
				"micrometer-registry", "micrometer-tracing", "spring-boot-actuator", "spring-boot-health",
				"spring-boot-micrometer")) {
			List<?> beans = (List<?>) classPath.run(Program.class);
			assertThat(beans).asInstanceOf(InstanceOfAssertFactories.list(String.class))
				.contains("sseHub")
				.doesNotContain("sseHubMeters", "sseHubEndpoint", "sseHealthIndicator", "sseInfoContributor");
		}
	}

	@Test
	void shouldWrapAnyFilterThatObservesRequests() {
		this.contextRunner
			.withBean("filter", ServerHttpObservationFilter.class,
					() -> new ServerHttpObservationFilter(ObservationRegistry.NOOP))
			.withBean("registration", FilterRegistrationBean.class,
					() -> new FilterRegistrationBean<>(new ServerHttpObservationFilter(ObservationRegistry.NOOP)))
			.run((context) -> {
				assertThat(context.getBean("filter")).isInstanceOf(StreamObservationFilter.class);
				assertThat(context.getBean("registration", FilterRegistrationBean.class).getFilter())
					.isInstanceOf(StreamObservationFilter.class);
			});
	}

	@Test
	void shouldHaveHintsForWhatTheEndpointAnswers() throws ClassNotFoundException {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, HubEndpoint.class);
		for (String type : new String[] { "", "$Page", "$Connection", "$Room", "$Log", "$Cluster", "$Ended",
				"$Draining" }) {
			Class<?> body = Class.forName(HubEndpoint.class.getPackageName() + ".SseEndpointBody" + type);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(body)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type).accepts(hints);
		}
	}

	/**
	 * Runs with the reduced class path.
	 */
	@EnableAutoConfiguration
	public static final class Program implements Callable<List<String>> {

		@Override
		public List<String> call() {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Program.class)
				.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=WARN",
						LibraryImportFilter.ACTUATOR)
				.run()) {
				return List.of(context.getBeanDefinitionNames());
			}
		}

	}

}
