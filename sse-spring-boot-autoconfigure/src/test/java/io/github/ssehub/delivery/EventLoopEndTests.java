package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopEndTests {

	private static final Duration RETRY = Duration.ofSeconds(3);

	private static final String KICKED = "event: sse-end\ndata: {\"reason\":\"kicked\"}\n\n";

	private final LoopHarness harness = new LoopHarness();

	@ParameterizedTest
	@CsvSource({ "KICKED,kicked", "UNAUTHORIZED,unauthorized", "OVERFLOW,overflow", "REPLACED,replaced" })
	void shouldTellWhyAStreamEnds(CloseReason reason, String told) {
		TestClient client = open();
		client.stream.end(reason);
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("event: sse-end\ndata: {\"reason\":\"" + told + "\"}\n\n");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).endsWith("closed " + reason);
	}

	@ParameterizedTest
	@CsvSource({ "DRAINED,drained", "MAX_AGE,max-age" })
	void shouldTellWhyAndWhenToComeBackAfterWhatCameBefore(CloseReason reason, String told) {
		TestClient client = open();
		this.harness.publish("a", "1");
		client.stream.close(reason);
		this.harness.publish("a", "2");
		this.harness.turnAll();
		assertThat(client.text())
			.matches("data: 1\nid: e-1\n\nevent: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"" + told + "\"}\n\n");
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldSpreadReconnectionTimes() {
		List<TestClient> clients = Stream.generate(this::open).limit(200).toList();
		clients.forEach((client) -> client.stream.close(CloseReason.DRAINED));
		this.harness.turnAll();
		List<Long> times = clients.stream().map((client) -> retry(client.text())).toList();
		assertThat(times).allMatch((time) -> time >= 1500 && time <= 3000);
		assertThat(times).anyMatch((time) -> time < 1800)
			.anyMatch((time) -> time > 2700)
			.anyMatch((time) -> time > 2100 && time < 2400);
	}

	@Test
	void shouldLeaveAReconnectionTimeOfZero() {
		TestClient client = this.harness.open(this.harness.create(new EndOptions(true, Duration.ZERO, Duration.ZERO)),
				"a");
		client.stream.close(CloseReason.DRAINED);
		this.harness.turnAll();
		assertThat(retry(client.text())).isZero();
	}

	private static long retry(String text) {
		return text.lines()
			.filter((line) -> line.startsWith("retry: "))
			.mapToLong((line) -> Long.parseLong(line.substring(7)))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@EnumSource(names = { "COMPLETED", "STALLED", "ERROR", "REFUSED", "CLIENT_GONE" })
	void shouldNotTellOfOtherReasons(CloseReason reason) {
		TestClient client = open();
		client.stream.end(reason);
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldNotTellAStreamWithoutEventsOfOurs() {
		TestClient client = this.harness.open(this.harness.create(EndOptions.SILENT), "a");
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldNotTellWithinAnEvent() {
		TestClient client = open();
		client.sink.limit(1);
		this.harness.publish("a", "x".repeat(2 * Sink.MAX_WRITE));
		this.harness.turnAll();
		client.sink.release(1);
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.sink.written()).doesNotContain("sse-end");
		assertThat(client.exchange.end).isEqualTo("aborted");
	}

	@Test
	void shouldNotWaitForAClientThatTakesNothing() {
		TestClient client = open();
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turnAll();
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(client.listener.calls()).endsWith("closed KICKED");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	@Test
	void shouldNotTellBeforeTheOpening() {
		TestClient client = this.harness.create(new EndOptions(true, RETRY, Duration.ZERO));
		this.harness.attach(client, client.open(List.of("a"), StartRequest.NOW));
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldEndTheResponseOnceASinkThatNeedsTimeHasWritten() {
		TestClient client = open();
		client.sink.flushTakesTime();
		client.stream.end(CloseReason.KICKED);
		this.harness.publish("a", "late");
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		assertThat(client.stream.isEnded()).isTrue();
		assertThat(this.harness.loop().streams().count()).as("a shutdown waits for it").isOne();
		client.release();
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo(KICKED);
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).endsWith("closed KICKED");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	@Test
	void shouldEndTheResponseThoughItsSinkNeedsTooMuchTime() {
		TestClient client = open();
		client.sink.limit(1);
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		this.harness.advance(Duration.ofMillis(249));
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		this.harness.advance(Duration.ofMillis(51));
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(this.harness.loop().streams().count()).isZero();
		client.release();
		this.harness.turnAll();
		assertThat(client.listener.calls()).filteredOn((call) -> call.startsWith("closed")).hasSize(1);
	}

	@Test
	void shouldEndTheResponseOfAClientThatGoesMeanwhile() {
		TestClient client = open();
		client.sink.limit(1);
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		client.stream.gone(new IOException("Broken pipe"));
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed KICKED");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	@Test
	void shouldEndTheResponseWithAllOthers() {
		TestClient client = open();
		client.sink.limit(1);
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		this.harness.loop().execute(() -> this.harness.loop().streams().endAll(CloseReason.DRAINED));
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	@Test
	void shouldEndTheResponseWhoseClientIsFoundGone() {
		TestClient client = open();
		client.sink.failWith(new IOException("Broken pipe"));
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(client.exchange.end).isNotNull();
		assertThat(client.listener.calls()).endsWith("closed KICKED");
	}

	private TestClient open() {
		return this.harness.open(this.harness.create(new EndOptions(true, RETRY, Duration.ZERO)), "a");
	}

}
