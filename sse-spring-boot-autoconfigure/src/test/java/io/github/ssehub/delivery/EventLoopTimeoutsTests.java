package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopTimeoutsTests {

	private static final Duration HEARTBEAT = Duration.ofSeconds(20);

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldSendHeartbeatToIdleStream() {
		TestClient client = open("a");
		advanceInTurns(HEARTBEAT.minusMillis(1));
		assertThat(client.text()).isEmpty();
		advanceInTurns(Duration.ofMillis(1));
		assertThat(client.text()).isEqualTo(":\n\n");
		advanceInTurns(Duration.ofSeconds(2));
		client.sink.forget();
		advanceInTurns(HEARTBEAT.minusMillis(2001));
		assertThat(client.text()).isEmpty();
		advanceInTurns(Duration.ofMillis(1));
		assertThat(client.text()).isEqualTo(":\n\n");
	}

	@Test
	void shouldRepeatHeartbeatOnceAfterASecond() {
		TestClient client = open("a");
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT);
		advanceInTurns(Duration.ofMillis(999));
		assertThat(client.text()).isEqualTo(":\nid: e-1\n\n");
		advanceInTurns(Duration.ofMillis(1));
		assertThat(client.text()).isEqualTo(":\nid: e-1\n\n:\n\n");
		advanceInTurns(Duration.ofSeconds(10));
		assertThat(client.text()).isEqualTo(":\nid: e-1\n\n:\n\n");
	}

	@Test
	void shouldNotRepeatHeartbeatBehindAnEvent() {
		TestClient client = open("a");
		advanceInTurns(HEARTBEAT);
		this.harness.publish("a", "x");
		this.harness.turn();
		client.sink.forget();
		advanceInTurns(Duration.ofSeconds(2));
		assertThat(client.text()).isEmpty();
	}

	@Test
	void shouldEndStreamWhoseClientIsFoundGoneByTheSecondWrite() {
		TestClient client = open("a");
		advanceInTurns(HEARTBEAT);
		client.sink.failWith(new IOException("Broken pipe"));
		advanceInTurns(Duration.ofSeconds(1));
		assertThat(client.listener.calls()).endsWith("closed CLIENT_GONE");
	}

	@Test
	void shouldNotSendHeartbeatToBusyStream() {
		TestClient client = open("a");
		for (int i = 0; i < 10; i++) {
			this.harness.publish("a", "x");
			advanceInTurns(HEARTBEAT.dividedBy(2));
		}
		assertThat(client.text()).doesNotContain(":\n\n");
	}

	@Test
	void shouldSendHeartbeatAfterLastWrite() {
		TestClient client = open("a");
		advanceInTurns(HEARTBEAT.dividedBy(2));
		this.harness.publish("a", "x");
		this.harness.turn();
		client.sink.forget();
		advanceInTurns(HEARTBEAT.minusMillis(1));
		assertThat(client.text()).isEmpty();
		advanceInTurns(Duration.ofMillis(1));
		assertThat(client.text()).isEqualTo(":\n\n");
	}

	@Test
	void shouldSendHeartbeatWithPositionThatMovedOn() {
		TestClient client = open("a");
		this.harness.publish("b", "x");
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT);
		assertThat(client.text()).isEqualTo(":\nid: e-2\n\n");
		advanceInTurns(Duration.ofSeconds(2));
		client.sink.forget();
		advanceInTurns(HEARTBEAT.minusSeconds(2));
		assertThat(client.text()).isEqualTo(":\n\n");
	}

	@Test
	void shouldTellEachStreamThePositionInItsForm() {
		TestClient block = open(this.harness.create(OpeningForm.BLOCK, HEARTBEAT), "a");
		TestClient event = open(this.harness.create(OpeningForm.EVENT, HEARTBEAT), "a");
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT);
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT);
		assertThat(block.text()).isEqualTo(":\nid: e-1\n\n:\n\n:\nid: e-2\n\n");
		assertThat(event.text()).isEqualTo("""
				event: sse-position
				data: {}
				id: e-1

				:

				event: sse-position
				data: {}
				id: e-2

				""");
	}

	@Test
	void shouldSendHeartbeatThatItsClientSees() {
		TestClient client = openWithPings();
		advanceInTurns(HEARTBEAT);
		// What only finds out whether the client is there is not for it to see
		advanceInTurns(Duration.ofSeconds(1));
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT.minusSeconds(1));
		assertThat(client.text()).isEqualTo("""
				event: sse-ping
				data: {"heartbeat":20000}

				:

				event: sse-ping
				data: {"heartbeat":20000}
				id: e-1

				""");
	}

	@Test
	void shouldSendHeartbeatThatItsClientSeesWhateverElseItGets() {
		TestClient client = openWithPings();
		advanceInTurns(HEARTBEAT.dividedBy(2));
		this.harness.publish("a", "x");
		advanceInTurns(HEARTBEAT.dividedBy(2));
		this.harness.publish("a", "x");
		advanceInTurns(HEARTBEAT.dividedBy(2).minusMillis(1));
		assertThat(client.text()).containsOnlyOnce("event: sse-ping\ndata: {\"heartbeat\":20000}\n\n");
	}

	@Test
	void shouldNotShowHeartbeatsToClientThatTakesAllDataForItsOwn() {
		TestClient client = open(this.harness.create(0, new StreamOptions(null, HEARTBEAT, OverflowPolicy.RESYNC,
				OpeningForm.EVENT, "", false, true, EndOptions.SILENT)), "a");
		this.harness.publish("b", "x");
		advanceInTurns(HEARTBEAT);
		assertThat(client.text()).isEqualTo(":\nid: e-1\n\n");
	}

	private TestClient openWithPings() {
		return open(this.harness.create(0, new StreamOptions(null, HEARTBEAT, OverflowPolicy.RESYNC, OpeningForm.BLOCK,
				"", true, true, EndOptions.SILENT)), "a");
	}

	@Test
	void shouldSendHeartbeatWithPositionBehindFilteredEvents() {
		TestClient client = open(this.harness.create(0, (event) -> false, HEARTBEAT), "a");
		this.harness.publish("a", "x");
		advanceInTurns(HEARTBEAT);
		assertThat(client.text()).isEqualTo(":\nid: e-1\n\n");
	}

	@Test
	void shouldSendHeartbeatWithoutPositionAfterEvent() {
		TestClient client = open("a", "b");
		this.harness.publish("a", "x");
		this.harness.publish("b", "x");
		this.harness.turn();
		client.sink.forget();
		advanceInTurns(HEARTBEAT);
		assertThat(client.text()).isEqualTo(":\n\n");
	}

	@Test
	void shouldNotReplaceIdOfTheApplicationByHeartbeat() {
		TestClient client = open("a");
		this.harness.publish(List.of("a"), SseEvent.builder().id("own").data("x").build());
		advanceInTurns(HEARTBEAT);
		assertThat(client.ids()).containsExactly("own");
	}

	@Test
	void shouldSendNoHeartbeatWhenOff() {
		TestClient client = this.harness.open("a");
		this.harness.publish("b", "x");
		advanceInTurns(Duration.ofMinutes(10));
		assertThat(client.text()).isEmpty();
	}

	@Test
	void shouldNotSendHeartbeatIntoLargeEvent() {
		TestClient client = this.harness.create(0, null, Duration.ofSeconds(1));
		open(client, "a");
		client.sink.limit(1);
		this.harness.publish("a", "x".repeat(10_000));
		this.harness.turn();
		advanceInTurns(Duration.ofSeconds(5));
		client.release();
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("data: " + "x".repeat(10_000) + "\nid: e-1\n\n");
	}

	@Test
	void shouldReadOnAfterHeartbeatThatFilledTheSink() {
		TestClient client = open("a");
		client.sink.limit(1);
		advanceInTurns(HEARTBEAT);
		this.harness.publish("a", "1");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo(":\n\ndata: 1\nid: e-1\n\n");
	}

	@Test
	void shouldEndStreamWhoseClientIsFoundGoneByHeartbeat() {
		TestClient client = open("a");
		client.sink.failWith(new IOException("Broken pipe"));
		advanceInTurns(HEARTBEAT);
		assertThat(client.listener.calls()).endsWith("closed CLIENT_GONE");
		assertThat(client.exchange.end).isEqualTo("gone");
	}

	@Test
	void shouldAbortStreamWhoseClientTakesNothing() {
		TestClient client = open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		advanceInTurns(LoopHarness.WRITE_TIMEOUT.minusMillis(1));
		assertThat(client.exchange.end).isNull();
		advanceInTurns(Duration.ofSeconds(1));
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(client.listener.calls()).endsWith("closed STALLED");
	}

	@Test
	void shouldNotAbortStreamWhoseClientTakesALittle() {
		TestClient client = open("a");
		client.sink.limit(1);
		this.harness.publish("a", "x".repeat(50_000));
		for (int i = 0; i < 6; i++) {
			advanceInTurns(LoopHarness.WRITE_TIMEOUT.minusSeconds(2));
			client.release(1);
		}
		advanceInTurns(Duration.ofSeconds(1));
		assertThat(client.exchange.end).isNull();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("x".repeat(50_000));
	}

	@Test
	void shouldNotAbortIdleStream() {
		TestClient client = this.harness.open("a");
		advanceInTurns(Duration.ofHours(1));
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldAbortClosingStreamWhoseClientTakesNothing() {
		TestClient client = open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		client.stream.close(CloseReason.DRAINED);
		this.harness.turn();
		advanceInTurns(Duration.ofMillis(260));
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(client.listener.calls()).endsWith("closed DRAINED");
	}

	@Test
	void shouldEndStreamThatIsNeverAttached() {
		TestClient client = this.harness.create();
		client.open(List.of("a"), StartRequest.NOW);
		advanceInTurns(Duration.ofMinutes(5));
		assertThat(client.listener.calls()).as("a snapshot may take its time").isEmpty();
		client.stream.prepared();
		advanceInTurns(Duration.ofSeconds(59));
		assertThat(client.listener.calls()).isEmpty();
		advanceInTurns(Duration.ofSeconds(2));
		assertThat(client.listener.calls()).containsExactly("closed ERROR unopened");
		assertThat(this.harness.log.rooms()).isEmpty();
	}

	@Test
	void shouldEndStreamsAtEightyToHundredPercentOfTheirMaximumAge() {
		EndOptions end = new EndOptions(true, Duration.ofSeconds(3), Duration.ofSeconds(100));
		List<TestClient> clients = Stream.generate(() -> open(this.harness.create(end), "a")).limit(100).toList();
		TestClient other = open("a");
		advanceInTurns(Duration.ofMillis(79_900));
		assertThat(clients).extracting((client) -> client.exchange.end).containsOnlyNulls();
		advanceInTurns(Duration.ofSeconds(10));
		assertThat(clients).extracting((client) -> client.exchange.end).contains("completed", (String) null);
		advanceInTurns(Duration.ofMillis(10_200));
		assertThat(clients).extracting((client) -> client.exchange.end).containsOnly("completed");
		assertThat(clients).allSatisfy((client) -> {
			assertThat(client.listener.calls()).endsWith("closed MAX_AGE");
			assertThat(client.text()).matches("event: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"max-age\"}\n\n");
		});
		assertThat(other.exchange.end).isNull();
	}

	@Test
	void shouldEndOldStreamAfterWhatItWasSent() {
		TestClient client = open(this.harness.create(new EndOptions(true, Duration.ZERO, Duration.ofSeconds(1))), "a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.publish("a", "x".repeat(20_000));
		advanceInTurns(Duration.ofMillis(1100));
		this.harness.publish("a", "late");
		assertThat(client.exchange.end).isNull();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "x".repeat(20_000), "{\"reason\":\"max-age\"}");
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldCutOffOldStreamWhoseClientTakesNothing() {
		TestClient client = open(this.harness.create(new EndOptions(true, Duration.ZERO, Duration.ofSeconds(1))), "a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		advanceInTurns(LoopHarness.WRITE_TIMEOUT.plusMillis(1100));
		assertThat(client.exchange.end).isEqualTo("aborted");
	}

	@Test
	void shouldLetSeveralStreamsEndAtOnce() {
		List<TestClient> clients = List.of(open("a"), open("a"), open("a"));
		clients.forEach((client) -> client.sink.limit(1));
		this.harness.publish("a", "1");
		advanceInTurns(LoopHarness.WRITE_TIMEOUT.plusSeconds(1));
		assertThat(clients).extracting((client) -> client.exchange.end).containsOnly("aborted");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	private TestClient open(String... rooms) {
		return open(this.harness.create(0, null, HEARTBEAT), rooms);
	}

	private TestClient open(TestClient client, String... rooms) {
		return this.harness.open(client, rooms);
	}

	// As the loop does, turns whenever something may be due
	private void advanceInTurns(Duration time) {
		Duration step = Duration.ofMillis(10);
		Duration rest = time;
		while (rest.compareTo(step) > 0 && rest.compareTo(Duration.ofMinutes(2)) < 0) {
			this.harness.advance(step);
			this.harness.turn();
			rest = rest.minus(step);
		}
		this.harness.advance(rest);
		this.harness.turn();
	}

}
