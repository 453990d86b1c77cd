package io.github.ssehub.delivery;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PacerTests {

	private static final long MILLI = 1_000_000;

	private final Pacer adaptive = new Pacer(Duration.ZERO);

	private final Pacer forced = new Pacer(Duration.ofMillis(20));

	@Test
	void shouldNotPauseWithoutAPass() {
		assertThat(this.adaptive.delay(5)).isNotPositive();
		assertThat(this.forced.delay(5)).isNotPositive();
	}

	@Test
	void shouldNotPauseWhenNothingCameMeanwhile() {
		this.adaptive.passed(0, 10 * MILLI, false);
		assertThat(this.adaptive.delay(10 * MILLI)).isNotPositive();
	}

	@Test
	void shouldNotPauseAfterAShortPass() {
		this.adaptive.passed(0, MILLI / 2, true);
		assertThat(this.adaptive.delay(MILLI / 2)).isNotPositive();
	}

	@Test
	void shouldPauseForHalfOfAPassThatEventsOvertook() {
		this.adaptive.passed(0, 2 * MILLI, true);
		assertThat(this.adaptive.delay(2 * MILLI)).isEqualTo(MILLI);
		assertThat(this.adaptive.delay(3 * MILLI)).isNotPositive();
	}

	@Test
	void shouldPauseForTwoMillisecondsAtMost() {
		this.adaptive.passed(0, 100 * MILLI, true);
		assertThat(this.adaptive.delay(100 * MILLI)).isEqualTo(2 * MILLI);
	}

	@Test
	void shouldBeginPassesAtTheFlushInterval() {
		this.forced.passed(0, 5 * MILLI, false);
		assertThat(this.forced.delay(5 * MILLI)).isEqualTo(15 * MILLI);
		assertThat(this.forced.delay(20 * MILLI)).isNotPositive();
	}

}
