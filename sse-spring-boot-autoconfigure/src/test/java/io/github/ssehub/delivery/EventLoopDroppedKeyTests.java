package io.github.ssehub.delivery;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A full window drops an event that has a newer one with its key, before it was offered
 * to anybody.
 */
class EventLoopDroppedKeyTests {

	private final LoopHarness harness = new LoopHarness(1000, DataSize.ofBytes(1000), 1);

	@Test
	void shouldTellAStreamWhoseFilterRefusesTheNewerEvent() {
		TestClient client = this.harness.open((event) -> !"refused".equals(event.event()), "a");
		burst();
		assertThat(client.data()).containsExactly("{\"lastEventId\":\"e-0\",\"reason\":\"overflow\"}");
		assertThat(client.listener.calls()).contains("gap OVERFLOW after e-0");
	}

	@Test
	void shouldGiveOthersTheNewerEventWithoutAGap() {
		TestClient client = this.harness.open("a");
		burst();
		assertThat(client.data()).isNotEmpty().containsOnly("0".repeat(200));
	}

	private void burst() {
		publish("wanted");
		for (int i = 0; i < 5; i++) {
			publish("refused");
		}
		this.harness.turnAll();
	}

	private void publish(String event) {
		this.harness.publish(List.of("a"), SseEvent.builder().event(event).key("k").data("0".repeat(200)).build());
	}

}
