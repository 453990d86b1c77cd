package io.github.ssehub.security;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenExpiryTests {

	@Test
	void shouldSpreadEndsOverTheLastFiveSeconds() {
		assertThat(TokenExpiry.jitter(Duration.ofHours(1), 0)).isZero();
		assertThat(TokenExpiry.jitter(Duration.ofHours(1), 0.5)).isEqualTo(Duration.ofMillis(2500));
		assertThat(TokenExpiry.jitter(Duration.ofHours(1), 1)).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void shouldLeaveAShortTokenHalfOfItsTime() {
		assertThat(TokenExpiry.jitter(Duration.ofSeconds(2), 1)).isEqualTo(Duration.ofSeconds(1));
	}

}
