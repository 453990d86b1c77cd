package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

class LoopStatisticsTests {

	private final LoopHarness harness = new LoopHarness();

	private boolean started = true;

	// Mutable state
	private long time;

	@Test
	void shouldCountAnEventOnceForEachStream() {
		this.harness.open("a");
		this.harness.open("a", "b");
		publish(3);
		this.harness.turnAll();
		assertThat(statistics().events()).isEqualTo(6);
	}

	@Test
	void shouldCountWhatIsReplayedAndNoOpening() {
		publish(3);
		TestClient client = this.harness.create();
		this.harness.attach(client, client.open(List.of("a"), latest(2)));
		this.harness.turnAll();
		assertThat(client.data()).hasSize(2);
		assertThat(statistics().events()).isEqualTo(2);
		assertThat(statistics().bytes()).isEqualTo(client.sink.text().length());
	}

	@Test
	void shouldCountDirectEventsAndNoPositionsOrHeartbeats() {
		TestClient client = this.harness.open(this.harness.create(0, null, Duration.ofSeconds(5)), "a");
		assertThat(this.harness.send(client, "direct")).isTrue();
		this.harness.turnAll();
		assertThat(statistics().events()).isOne();
		this.harness.advance(Duration.ofSeconds(6));
		this.harness.turnAll();
		assertThat(client.text()).contains("direct").contains("\n:");
		assertThat(statistics().events()).isOne();
	}

	@Test
	void shouldCountWhatPassesAFilterOnly() {
		this.harness.open((event) -> event.attributes().isEmpty(), "a");
		this.harness.publish(List.of("a"), SseEvent.builder().data("1").attribute("hidden", "yes").build());
		publish(1);
		this.harness.turnAll();
		assertThat(statistics().events()).isOne();
	}

	@Test
	void shouldCountAnEventThatIsWrittenInPartsWithItsLastPart() {
		TestClient client = this.harness.open("a");
		client.sink.limit(2);
		publish(1);
		this.harness.publish("a", "x".repeat(3 * Sink.MAX_WRITE));
		publish(1);
		this.harness.turnAll();
		assertThat(statistics().events()).as("one whole, one begun").isOne();
		client.release(1);
		this.harness.turnAll();
		assertThat(statistics().events()).isOne();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).hasSize(3);
		assertThat(statistics().events()).isEqualTo(3);
	}

	@Test
	void shouldCountWhatWasWrittenOfABatchBeforeTheSinkWasFull() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		String large = "x".repeat(Sink.MAX_WRITE / 2);
		for (int i = 0; i < 4; i++) {
			this.harness.publish("a", large);
		}
		this.harness.turnAll();
		long first = statistics().events();
		assertThat(first).isOne();
		client.release();
		this.harness.turnAll();
		assertThat(statistics().events()).isEqualTo(4);
	}

	@Test
	void shouldNotCountWhatCouldNotBeWritten() {
		TestClient client = this.harness.open("a");
		client.sink.failWith(new IOException("gone"));
		publish(2);
		this.harness.turnAll();
		assertThat(statistics().events()).isZero();
	}

	@Test
	void shouldTellHowFarStreamsAreBehind() {
		TestClient client = this.harness.open("a");
		this.harness.open("a");
		client.sink.limit(1);
		publish(1);
		this.harness.turnAll();
		tick(Duration.ofSeconds(1));
		publish(1);
		this.harness.turnAll();
		tick(Duration.ofSeconds(2));
		assertThat(statistics().lagging()).isOne();
		assertThat(statistics().lag()).isEqualTo(Duration.ofSeconds(2));
		client.release();
		this.harness.turnAll();
		tick(Duration.ofSeconds(1));
		assertThat(statistics().lagging()).isZero();
		assertThat(statistics().lag()).isZero();
	}

	@Test
	void shouldNotTellOfAStreamThatHasEnded() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		publish(2);
		this.harness.turnAll();
		tick(Duration.ofSeconds(1));
		assertThat(statistics().lagging()).isOne();
		client.stream.gone(new IOException());
		this.harness.turnAll();
		assertThat(statistics().lagging()).isZero();
		assertThat(statistics().lag()).isZero();
	}

	@Test
	void shouldTellHowBusyALoopIs() {
		LoopCounters counters = this.harness.loop().streams().counters();
		counters.start(0);
		counters.beginTurn(0);
		counters.endTurn(Duration.ofMillis(250).toNanos());
		tick(Duration.ofSeconds(1));
		assertThat(statistics().busy(0)).isEqualTo(0.25);
		this.started = false;
		assertThat(statistics().busy(0)).isZero();
	}

	@Test
	void shouldCallALoopBusyThatDoesNotEndItsTurn() {
		this.harness.loop().streams().counters().start(this.time);
		this.harness.loop().streams().counters().beginTurn(this.time);
		this.time += Duration.ofSeconds(3).toNanos();
		assertThat(statistics().busy(0)).isEqualTo(1);
		assertThat(statistics().silence(0)).isEqualTo(Duration.ofSeconds(3));
		this.harness.loop().streams().counters().endTurn(this.time);
		assertThat(statistics().silence(0)).isZero();
		this.time += Duration.ofSeconds(3).toNanos();
		this.started = false;
		assertThat(statistics().silence(0)).isZero();
	}

	private void publish(int count) {
		for (int i = 0; i < count; i++) {
			this.harness.publish("a", "data");
		}
	}

	private static StartRequest latest(int count) {
		return new StartRequest(null, true, null, count, false, false);
	}

	// What is measured now and then is measured then
	private void tick(Duration time) {
		this.harness.advance(time);
		this.time += time.toNanos();
		this.harness.turnAll();
	}

	private LoopStatistics statistics() {
		return new LoopStatistics(this.harness.loops, () -> this.started, () -> this.time);
	}

}
