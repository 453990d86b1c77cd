package io.github.ssehub.benchmarks.driver;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void shouldTellPercentiles() {
		for (int millis = 1; millis <= 1000; millis++) {
			this.latencies.add(millis * 1_000_000L);
		}
		assertThat(this.latencies.percentile(50)).isCloseTo(500, withinPercentage(4));
		assertThat(this.latencies.percentile(99)).isCloseTo(990, withinPercentage(4));
		assertThat(this.latencies.percentile(100)).isCloseTo(1000, withinPercentage(4));
	}

	@Test
	void shouldTellNothingOfNothing() {
		assertThat(this.latencies.percentile(99)).isZero();
	}

}
