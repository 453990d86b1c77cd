package io.github.ssehub.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.util.Assert;

import io.github.ssehub.SseRetention;
import io.github.ssehub.log.RoomRetention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RoomRetentionsTests {

	private static final RoomRetention DEFAULTS = new RoomRetention(100, Duration.ofMinutes(5), 1000, true);

	@Test
	void shouldKeepDefaultsWithoutMatch() {
		assertThat(retention("a")).isEqualTo(DEFAULTS);
		assertThat(retention("a", SseRetention.of("b").events(1))).isEqualTo(DEFAULTS);
	}

	@Test
	void shouldKeepDefaultsOfWhatIsNotSet() {
		assertThat(retention("a", SseRetention.of("a")))
			.isEqualTo(new RoomRetention(100, Duration.ofMinutes(5), 1000, true, true));
		assertThat(retention("a", SseRetention.of("a").events(1)))
			.isEqualTo(new RoomRetention(1, Duration.ofMinutes(5), 1000, true, true));
		assertThat(retention("a", SseRetention.of("a").age(Duration.ofSeconds(1))))
			.isEqualTo(new RoomRetention(100, Duration.ofSeconds(1), 1000, true, true));
		assertThat(retention("a", SseRetention.of("a").size(0)))
			.isEqualTo(new RoomRetention(100, Duration.ofMinutes(5), 0, true, true));
		assertThat(retention("a", SseRetention.of("a").noReplay()))
			.isEqualTo(new RoomRetention(100, Duration.ofMinutes(5), 1000, false, true));
	}

	@Test
	void shouldKeepWhatTheFirstMatchSays() {
		SseRetention chat = SseRetention.of("chat-*").events(1);
		SseRetention any = SseRetention.of("*").noReplay();
		assertThat(retention("chat-1", chat, any).events()).isEqualTo(1);
		assertThat(retention("chat-1", chat, any).resumable()).isTrue();
		assertThat(retention("news", chat, any).resumable()).isFalse();
		assertThat(retention("chat-1", any, chat).events()).isEqualTo(100);
	}

	@Test
	void shouldMatchTheWholeName() {
		assertThat(retention("my-chat", SseRetention.of("chat").events(1))).isEqualTo(DEFAULTS);
		assertThat(retention("my-chat-1", SseRetention.of("my-*-1").events(1)).events()).isEqualTo(1);
	}

	@Test
	void shouldAskForOverridesOnceAndNotBeforeTheyAreNeeded() {
		AtomicInteger asked = new AtomicInteger();
		RoomRetentions retentions = new RoomRetentions(DEFAULTS, () -> {
			asked.incrementAndGet();
			return List.of(SseRetention.of("a").events(1));
		});
		assertThat(asked).hasValue(0);
		retentions.afterSingletonsInstantiated();
		assertThat(asked).hasValue(1);
		assertThat(retentions.of("a").events()).isEqualTo(1);
		assertThat(retentions.of("b")).isEqualTo(DEFAULTS);
		assertThat(asked).hasValue(1);
	}

	@Test
	void shouldAskForOverridesAgainWhenThatFailed() {
		AtomicInteger asked = new AtomicInteger();
		RoomRetentions retentions = new RoomRetentions(DEFAULTS, () -> {
			Assert.state(asked.incrementAndGet() > 1, "Not yet");
			return List.of(SseRetention.of("a").events(1));
		});
		assertThatIllegalStateException().isThrownBy(() -> retentions.of("a")).withMessage("Not yet");
		assertThat(retentions.of("a").events()).isEqualTo(1);
	}

	private static RoomRetention retention(String room, SseRetention... overrides) {
		return new RoomRetentions(DEFAULTS, () -> List.of(overrides)).of(room);
	}

}
