package io.github.ssehub;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SseGapTests {

	@Test
	void shouldSayWhatIsKnown() {
		SseGap gap = SseGap.of("e-1", SseGap.Reason.EXPIRED);
		assertThat(gap.lastEventId()).isEqualTo("e-1");
		assertThat(gap.reason()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(gap).hasToString("SseGap[lastEventId=e-1, reason=EXPIRED]");
		assertThat(SseGap.of(null, SseGap.Reason.UNKNOWN).lastEventId()).isNull();
	}

	@Test
	void shouldBeEqualToAGapThatSaysTheSame() {
		SseGap gap = SseGap.of("e-1", SseGap.Reason.EXPIRED);
		assertThat(gap).isEqualTo(SseGap.of("e-1", SseGap.Reason.EXPIRED))
			.hasSameHashCodeAs(SseGap.of("e-1", SseGap.Reason.EXPIRED))
			.isNotEqualTo(SseGap.of("e-2", SseGap.Reason.EXPIRED))
			.isNotEqualTo(SseGap.of(null, SseGap.Reason.EXPIRED))
			.isNotEqualTo(SseGap.of("e-1", SseGap.Reason.OVERFLOW));
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseNoReason() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseGap.of("e-1", null));
	}

}
