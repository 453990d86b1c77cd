package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class EventLoopFailureTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldEndStreamWhoseClientIsGone(CapturedOutput output) {
		IOException failure = new IOException("Broken pipe");
		TestClient client = openFailing(failure);
		TestClient other = this.harness.open("a");
		this.harness.publish("a", "1");
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.exchange.cause).isSameAs(failure);
		assertThat(client.listener.calls()).endsWith("closed CLIENT_GONE");
		assertThat(other.data()).containsExactly("1");
		assertThat(output).doesNotContain("Broken pipe");
	}

	@Test
	void shouldEndStreamWhoseClientIsGoneWhileLagging() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		client.sink.failWith(new IOException());
		client.release();
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed CLIENT_GONE");
	}

	@Test
	void shouldEndStreamWithErrorForOtherExceptions() {
		TestClient client = openFailing(new IllegalStateException());
		this.harness.publish("a", "1");
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed ERROR");
	}

	@Test
	void shouldEndOnlyTheStreamWhoseWriteFailsWithAnError() {
		List<TestClient> others = new ArrayList<>(List.of(this.harness.open("a")));
		TestClient client = this.harness.open("a");
		others.add(this.harness.open("a"));
		failOnce(client);
		this.harness.publish("a", "1");
		this.harness.turnAll();
		this.harness.publish("a", "2");
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed ERROR");
		assertThat(others).allSatisfy((other) -> assertThat(other.data()).containsExactly("1", "2"));
	}

	@Test
	void shouldEndStreamThatFailsWithAnErrorWhileItCatchesUp() {
		TestClient client = this.harness.create();
		failOnce(client);
		this.harness.attach(client, client.open(List.of("a"), StartRequest.NOW));
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed ERROR");
	}

	@Test
	void shouldDeliverToOthersThoughTheEndOfAStreamCannotBeTold() {
		TestClient first = this.harness.open("a");
		TestClient failing = this.harness.open("a");
		TestClient other = this.harness.open("b");
		failing.listener.fails = true;
		failOnce(failing);
		this.harness.publish("a", "1");
		this.harness.publish("b", "2");
		this.harness.turnAll();
		this.harness.publish("a", "3");
		this.harness.publish("b", "4");
		this.harness.turnAll();
		assertThat(first.data()).containsExactly("1", "3");
		assertThat(other.data()).containsExactly("2", "4");
		assertThat(failing.exchange.end).isEqualTo("gone");
	}

	private static void failOnce(TestClient client) {
		AtomicBoolean failed = new AtomicBoolean();
		client.sink.onWrite(() -> {
			if (failed.compareAndSet(false, true)) {
				throw new OutOfMemoryError("on purpose");
			}
		});
	}

	@Test
	void shouldEndStreamThatContainerReportsGone() {
		TestClient client = this.harness.open("a");
		IOException cause = new IOException();
		client.stream.gone(cause);
		client.stream.gone(cause);
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.exchange.cause).isSameAs(cause);
		assertThat(client.listener.calls()).endsWith("closed CLIENT_GONE");
	}

	@Test
	void shouldCleanUpWhenExchangeCannotBeCompleted() {
		TestClient client = this.harness.open("a");
		client.exchange.failure = new IllegalStateException();
		client.stream.close(CloseReason.COMPLETED);
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("gone");
		assertThat(client.listener.calls()).endsWith("closed COMPLETED");
	}

	@Test
	void shouldDeliverOnlyWhatPassesTheFilter() {
		TestClient client = this.harness.open((event) -> !"skip".equals(event.event()), "a");
		TestClient other = this.harness.open("a");
		this.harness.publish(List.of("a"), SseEvent.of("keep", "1"));
		this.harness.publish(List.of("a"), SseEvent.of("skip", "2"));
		this.harness.publish(List.of("a"), SseEvent.of("keep", "3"));
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "3");
		assertThat(other.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldNotFilterDirectEvents() {
		TestClient client = this.harness.open((event) -> false, "a");
		this.harness.send(client, "hi");
		this.harness.turn();
		assertThat(client.data()).containsExactly("hi");
	}

	@Test
	void shouldFilterWhileLagging() {
		TestClient client = this.harness.open((event) -> !"skip".equals(event.event()), "a");
		client.sink.limit(1);
		this.harness.publish(List.of("a"), SseEvent.of("keep", "1"));
		this.harness.turn();
		this.harness.publish(List.of("a"), SseEvent.of("skip", "2"));
		this.harness.publish(List.of("a"), SseEvent.of("keep", "3"));
		this.harness.turn();
		client.release();
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "3");
	}

	@Test
	void shouldShowFilterWhatIsOnTheWireButThePayload() {
		List<SseEventMetadata> seen = new ArrayList<>();
		this.harness.open(seen::add, "a", "b");
		this.harness.publish(List.of("b"), SseEvent.builder().event("name").data("x").attribute("key", 42).build());
		this.harness.publish(List.of("a"), SseEvent.builder().id("own").data("x").build());
		this.harness.turn();
		assertThat(seen).containsExactly(new EntryMetadata("b", Leap.to("e-1"), "name", null, Map.of("key", 42)),
				new EntryMetadata("a", "own", null, null, Map.of()));
	}

	@Test
	void shouldReportFilterThatThrowsOnceAndNotDeliver(CapturedOutput output) {
		TestClient client = this.harness.open((event) -> {
			throw new IllegalArgumentException("on purpose");
		}, "a");
		for (int i = 0; i < 3; i++) {
			this.harness.publish("a", "1");
			this.harness.turn();
		}
		assertThat(client.sink.written()).isEmpty();
		assertThat(client.exchange.end).isNull();
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "Filter of an event stream failed")).isOne();
	}

	@Test
	void shouldStandFilterThatThrowsError() {
		TestClient client = this.harness.open((event) -> {
			if ("bad".equals(event.event())) {
				throw new NoClassDefFoundError("on purpose");
			}
			return true;
		}, "a");
		TestClient other = this.harness.open("a");
		this.harness.publish(List.of("a"), SseEvent.of("bad", "1"));
		this.harness.publish(List.of("a"), SseEvent.of("good", "2"));
		this.harness.turn();
		assertThat(client.data()).containsExactly("2");
		assertThat(other.data()).containsExactly("1", "2");
	}

	private TestClient openFailing(Exception failure) {
		TestClient client = this.harness.open("a", "b");
		client.sink.failWith(failure);
		return client;
	}

}
