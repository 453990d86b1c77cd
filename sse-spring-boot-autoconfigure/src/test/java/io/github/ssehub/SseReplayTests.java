package io.github.ssehub;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SseReplayTests {

	private final SseSubscription subscription = SseSubscription.to("a");

	@Test
	void shouldNotDecideWhatIsReplayedAtFirst() {
		SseReplay replay = this.subscription.replay();
		assertThat(replay.isUndecided()).isTrue();
		assertThat(replay.latest()).isZero();
		assertThat(replay.keyedOnly()).isFalse();
		assertThat(replay.since()).isNull();
		assertThat(replay.resumable()).isTrue();
	}

	@Test
	void shouldSayWhatTheSubscriptionSays() {
		assertThat(this.subscription.replayLatest(20).replay().latest()).isEqualTo(20);
		assertThat(this.subscription.replayAll().replay().latest()).isEqualTo(Integer.MAX_VALUE);
		assertThat(this.subscription.replayLatestPerKey().replay().keyedOnly()).isTrue();
		assertThat(this.subscription.replayLatestPerKey().replay().latest()).isEqualTo(Integer.MAX_VALUE);
		assertThat(this.subscription.since("e-1").replay().since()).isEqualTo("e-1");
		assertThat(this.subscription.noResume().replay().resumable()).isFalse();
	}

	@Test
	void shouldBeDecidedOnceTheSubscriptionSaysSomething() {
		assertThat(List.of(this.subscription.replayLatest(0), this.subscription.replayAll(),
				this.subscription.replayLatestPerKey(), this.subscription.since("e-1")))
			.noneMatch((changed) -> changed.replay().isUndecided());
		assertThat(this.subscription.noResume().replay().isUndecided()).isTrue();
	}

	@Test
	void shouldReplaceWhatWasSaidButForResuming() {
		SseReplay replay = this.subscription.noResume().since("e-1").replayLatestPerKey().replayLatest(3).replay();
		assertThat(replay).isEqualTo(this.subscription.replayLatest(3).noResume().replay())
			.hasSameHashCodeAs(this.subscription.replayLatest(3).noResume().replay())
			.hasToString("SseReplay[latest=3, keyedOnly=false, since=null, resumable=false]");
		assertThat(replay).isNotEqualTo(this.subscription.replayLatest(3).replay());
	}

	@Test
	void shouldRefuseWhatCannotBeReplayed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.subscription.replayLatest(-1))
			.withMessage("'count' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> this.subscription.since(""))
			.withMessage("'id' must not be empty");
	}

}
