package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EventLoopTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldWriteOpeningBlockFirst() {
		this.harness.publish("a", "before");
		TestClient client = this.harness.create();
		client.open(List.of("a"), StartRequest.NOW);
		this.harness.publish("a", "between");
		client.stream.attach(client.sink, client.exchange,
				this.harness.encoder.opening(OpeningForm.BLOCK, Duration.ofSeconds(3), Leap.to("e-1")));
		this.harness.publish("a", "after");
		this.harness.turn();
		assertThat(client.text()).isEqualTo("""
				retry: 3000
				id: e-1

				data: between
				id: e-2

				data: after
				id: e-3

				""");
	}

	@Test
	void shouldFlushOpeningBlockWithoutAnyEvent() {
		TestClient client = this.harness.create();
		this.harness.attach(client, client.open(List.of("a"), StartRequest.NOW));
		this.harness.turn();
		assertThat(client.text()).isEqualTo("retry: 3000\nid: e-0\n\n");
	}

	@Test
	void shouldNotWriteOpeningBlockThatWasWritten() {
		TestClient client = this.harness.create();
		client.open(List.of("a"), StartRequest.NOW);
		client.stream.attach(client.sink, client.exchange, null);
		this.harness.publish("a", "1");
		this.harness.turn();
		assertThat(client.text()).isEqualTo("data: 1\nid: e-1\n\n");
	}

	@Test
	void shouldDeliverWhatWasPublishedBeforeAttachment() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		this.harness.turn();
		this.harness.attach(client, start);
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2");
	}

	@Test
	void shouldDeliverEventToAllMembersOfItsRoom() {
		TestClient first = this.harness.open("a");
		TestClient second = this.harness.open("a");
		TestClient other = this.harness.open("b");
		this.harness.publish("a", "hi");
		this.harness.turn();
		assertThat(first.text()).isEqualTo("data: hi\nid: e-1\n\n");
		assertThat(second.text()).isEqualTo(first.text());
		assertThat(other.text()).isEmpty();
	}

	@Test
	void shouldNotDeliverEventTwice() {
		TestClient client = this.harness.open("a");
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.turn();
		this.harness.publish("a", "2");
		this.harness.turn();
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2");
	}

	@Test
	void shouldWriteSeveralEventsAtOnce() {
		TestClient client = this.harness.open("a");
		for (int i = 0; i < 100; i++) {
			this.harness.publish("a", String.valueOf(i));
		}
		this.harness.turn();
		assertThat(client.data()).hasSize(100);
		assertThat(client.sink.calls()).hasSize(2).last().isEqualTo("flush");
	}

	@Test
	void shouldSplitBatchBetweenEvents() {
		TestClient client = this.harness.open("a");
		String data = "x".repeat(2985);
		for (int i = 0; i < 5; i++) {
			this.harness.publish("a", data);
		}
		this.harness.turn();
		assertThat(client.data()).hasSize(5);
		assertThat(client.sink.calls()).containsExactly(size(6002, 2), "flush", size(6002, 2), "flush", size(3001, 1),
				"flush");
	}

	@Test
	void shouldSplitOnlyEventsThatAreLargerThanOneWrite() {
		TestClient client = this.harness.open("a");
		this.harness.publish("a", "small");
		this.harness.publish("a", "x".repeat(Sink.MAX_WRITE));
		this.harness.publish("a", "small");
		this.harness.turn();
		assertThat(client.data()).containsExactly("small", "x".repeat(Sink.MAX_WRITE), "small");
		assertThat(client.sink.calls()).containsExactly(size(21, 1), "flush", String.valueOf(Sink.MAX_WRITE), "flush",
				size(16, 1), "flush", size(21, 1), "flush");
	}

	@Test
	void shouldSplitSingleLargeEvent() {
		TestClient client = this.harness.open("a");
		this.harness.publish("a", "x".repeat(20_000));
		this.harness.turn();
		assertThat(client.data()).containsExactly("x".repeat(20_000));
		assertThat(client.ids()).containsExactly("e-1");
	}

	@Test
	void shouldCallListenerInOrder() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a", "*"), StartRequest.NOW);
		client.stream.join("b");
		this.harness.turn();
		assertThat(client.listener.calls()).isEmpty();
		this.harness.attach(client, start);
		client.stream.join("c");
		client.stream.leave("a");
		client.stream.leave("unknown");
		client.stream.close(CloseReason.COMPLETED);
		this.harness.turnAll();
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "joined *", "joined b", "joined c",
				"left a", "closed COMPLETED");
	}

	@Test
	void shouldEndBeforeAttachment() {
		TestClient client = this.harness.create();
		client.open(List.of("a"), StartRequest.NOW);
		client.stream.end(CloseReason.ERROR);
		assertThat(client.stream.isEnded()).isTrue();
		this.harness.turn();
		assertThat(client.listener.calls()).containsExactly("closed ERROR unopened");
		assertThat(this.harness.log.rooms()).isEmpty();
	}

	@Test
	void shouldEndExchangeThatIsAttachedAfterTheEnd() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		client.stream.end(CloseReason.ERROR);
		this.harness.attach(client, start);
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).containsExactly("closed ERROR unopened");
		assertThat(this.harness.log.rooms()).isEmpty();
	}

	@Test
	void shouldEndAllStreams() {
		TestClient first = this.harness.open("a");
		TestClient second = this.harness.open("b");
		second.sink.limit(1);
		this.harness.publish("b", "1");
		this.harness.turn();
		this.harness.loop().execute(() -> this.harness.loop().streams().endAll(CloseReason.DRAINED));
		this.harness.turn();
		assertThat(first.exchange.end).isEqualTo("completed");
		assertThat(second.exchange.end).isEqualTo("aborted");
		assertThat(first.listener.calls()).endsWith("closed DRAINED");
		assertThat(this.harness.loop().streams().count()).isZero();
	}

	@Test
	void shouldAbortStreamThatEndsWithinEvent() {
		this.harness.publish("a", "x".repeat(100 * Sink.MAX_WRITE));
		TestClient client = this.harness.create();
		this.harness.attach(client, client.open(List.of("a"), new StartRequest("e-0", true, null, 0, false, false)));
		this.harness.turn();
		assertThat(client.sink.isReady()).isTrue();
		this.harness.loop().execute(() -> this.harness.loop().streams().endAll(CloseReason.DRAINED));
		this.harness.turn();
		assertThat(client.exchange.end).isEqualTo("aborted");
	}

	@Test
	void shouldRetainNothingAfterTheEnd() {
		LoopHarness harness = new LoopHarness(0);
		TestClient lagging = harness.open("a", "b", "*");
		TestClient live = harness.open("a", "c", "*");
		lagging.sink.limit(1);
		harness.publish("a", "1");
		harness.turn();
		harness.publish("b", "2");
		harness.turn();
		assertThat(harness.log.bytes()).isPositive();
		lagging.stream.gone(new IllegalStateException());
		live.stream.close(CloseReason.COMPLETED);
		harness.turnAll();
		assertThat(harness.log.rooms()).containsExactly("*");
		assertThat(harness.log.bytes()).isZero();
		assertThat(harness.loop().streams().count()).isZero();
		assertThat(harness.loop().hasLaggards()).isFalse();
	}

	@Test
	void shouldIgnoreAllCallsAfterTheEnd() {
		TestClient client = this.harness.open("a");
		client.stream.close(CloseReason.COMPLETED);
		this.harness.turnAll();
		client.sink.forget();
		assertThatNoException().isThrownBy(() -> {
			client.stream.join("b");
			client.stream.leave("a");
			client.stream.writable();
			client.stream.gone(new IllegalStateException());
			client.stream.close(CloseReason.KICKED);
			client.stream.end(CloseReason.ERROR);
			this.harness.publish("a", "late");
			this.harness.turnAll();
		});
		assertThat(this.harness.send(client, "late")).isFalse();
		assertThat(client.sink.written()).isEmpty();
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "closed COMPLETED");
		assertThat(this.harness.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldKeepOtherMembersWhenOneOfThemEnds() {
		TestClient first = this.harness.open("a");
		TestClient second = this.harness.open("a");
		TestClient third = this.harness.open("a");
		first.stream.close(CloseReason.COMPLETED);
		this.harness.turnAll();
		this.harness.publish("a", "1");
		this.harness.turn();
		assertThat(second.data()).containsExactly("1");
		assertThat(third.data()).containsExactly("1");
	}

	private static String size(int bytes, int ids) {
		return String.valueOf(bytes + ids * Leap.DIGITS);
	}

}
