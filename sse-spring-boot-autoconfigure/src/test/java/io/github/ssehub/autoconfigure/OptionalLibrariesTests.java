package io.github.ssehub.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

import io.github.ssehub.support.ReducedClassPath;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications have some of the libraries that the starter works with, and few have all.
 */
class OptionalLibrariesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			spring-security spring-boot-security                  | sseStreamSecurityCustomizer
			spring-security-oauth2 spring-boot-security-oauth2    | sseTokenExpiry
			spring-session                                        | sseStoredSessionEnds
			micrometer-core micrometer-registry micrometer-jakarta9 | sseHubMeters
			spring-boot-actuator spring-boot-health               | sseHubEndpoint
			spring-orm hibernate-core spring-boot-hibernate       | sseOpenInViewRelease
			springdoc swagger                                     | sseEndpointOperations
			""")
	void shouldStartWithout(String jars, String bean) throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without(jars.split(" "))) {
			assertThat(classPath.run(Program.class)).asInstanceOf(InstanceOfAssertFactories.list(String.class))
				.contains("sseHub", "sseHubSessions")
				.doesNotContain(bean);
		}
	}

	@Test
	void shouldUseWhatIsThere() {
		assertThat(new Program().call()).contains("sseHub", "sseHubSessions", "sseStreamSecurityCustomizer",
				"sseTokenExpiry", "sseStoredSessionEnds", "sseOpenInViewRelease");
	}

	/**
	 * Runs with the reduced class path.
	 */
	@ImportAutoConfiguration({ WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class, SseAutoConfiguration.class,
			SseSecurityAutoConfiguration.class, SseJpaAutoConfiguration.class, SseMetricsAutoConfiguration.class,
			SseObservationAutoConfiguration.class, SseActuatorAutoConfiguration.class, SseHealthAutoConfiguration.class,
			SseServerAutoConfiguration.class, SseOpenApiAutoConfiguration.class })
	public static final class Program implements Callable<List<String>> {

		@Override
		public List<String> call() {
			List<String> beans = new ArrayList<>();
			new WebApplicationContextRunner().withUserConfiguration(Program.class)
				.run((context) -> beans.addAll(List.of(context.getBeanDefinitionNames())));
			return beans;
		}

	}

}
