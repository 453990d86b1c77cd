package io.github.ssehub.web;

import java.lang.reflect.Method;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseReplay;
import io.github.ssehub.SseSubscription;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointReplayTests {

	private final SseSubscription subscription = SseSubscription.to("a");

	@Test
	void shouldReplayWhatTheAnnotationSaysIfTheSubscriptionLeavesItOpen() {
		assertThat(replay(this.subscription).latest()).isEqualTo(20);
		assertThat(replay(this.subscription.noResume()).latest()).isEqualTo(20);
		assertThat(replay(this.subscription.noResume()).resumable()).isFalse();
	}

	@Test
	void shouldReplayWhatTheSubscriptionSays() {
		assertThat(replay(this.subscription.replayLatest(0)).latest()).isZero();
		assertThat(replay(this.subscription.replayLatest(3)).latest()).isEqualTo(3);
		assertThat(replay(this.subscription.since("e-1")).since()).isEqualTo("e-1");
		assertThat(replay(this.subscription.since("e-1")).latest()).isZero();
	}

	private static SseReplay replay(SseSubscription subscription) {
		try {
			Method method = EndpointReplayTests.class.getDeclaredMethod("stream");
			return EndpointDefinition.of(method, List.of(new RoomsResultAdapter()), (value) -> value)
				.apply(subscription, new MockHttpServletRequest())
				.replay();
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SseEndpoint(replayLatest = 20)
	SseSubscription stream() {
		return this.subscription;
	}

}
