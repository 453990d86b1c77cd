package io.github.ssehub.benchmarks.driver;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.ssehub.benchmarks.peers.NaiveApplication;
import io.github.ssehub.benchmarks.peers.WebFluxApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LoadDriver} with the servers that the benchmarks bring along.
 */
class LoadDriverTests {

	@ParameterizedTest
	@ValueSource(classes = { NaiveApplication.class, WebFluxApplication.class })
	void shouldReceiveEachEventOnEachStream(Class<?> application) throws IOException {
		try (ConfigurableApplicationContext context = start(application);
				LoadDriver driver = new LoadDriver(port(context))) {
			driver.open(20, (stream) -> "/sub", "");
			assertWhole(driver.run(Load.saturated(Duration.ofMillis(300), 200), (event) -> "/pub", 20));
			assertWhole(driver.run(Load.paced(Duration.ofMillis(300), 20_000, 50), (event) -> "/pub", 20));
		}
	}

	@Test
	void shouldRefuseWhatIsNoStream() throws IOException {
		try (ConfigurableApplicationContext context = start(NaiveApplication.class);
				LoadDriver driver = new LoadDriver(port(context))) {
			assertThatIOException().isThrownBy(() -> driver.open(1, (stream) -> "/none", ""))
				.withMessageContaining("404");
		}
	}

	private static void assertWhole(LoadResult result) {
		assertThat(result.events()).isPositive();
		assertThat(result.deliveries()).isEqualTo(20L * result.events());
		assertThat(result.isWhole()).isTrue();
		assertThat(result.p99()).isPositive().isGreaterThanOrEqualTo(result.p50());
	}

	private static ConfigurableApplicationContext start(Class<?> application) {
		WebApplicationType type = (application == WebFluxApplication.class) ? WebApplicationType.REACTIVE
				: WebApplicationType.SERVLET;
		return new SpringApplicationBuilder(application).web(type)
			.run("--server.port=0", "--server.shutdown=immediate");
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
