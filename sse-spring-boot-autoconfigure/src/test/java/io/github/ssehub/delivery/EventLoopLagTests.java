package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.ssehub.log.Leap;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopLagTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldHoldWhatAnIdleStreamHasToReadBehindABusyOne() {
		LoopHarness harness = new LoopHarness(0);
		TestClient busy = harness.open("b");
		TestClient idle = harness.open("a");
		harness.advance(Duration.ofSeconds(2));
		harness.turnAll();
		// Between the head that the loop has read and its tasks
		harness.loop().execute(() -> {
			harness.publish("a", "1");
			harness.send(busy, "to busy");
			harness.send(idle, "to idle");
		});
		busy.sink.onWrite(() -> harness.advance(Duration.ofMillis(2)));
		harness.turnAll();
		assertThat(idle.data()).containsExactly("1", "to idle");
	}

	@Test
	void shouldHoldWhatAStreamHasToReadThatWasAttachedLate() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		harness.turnAll();
		harness.publish("a", "1");
		harness.turnAll();
		harness.advance(Duration.ofMillis(1500));
		client.sink.limit(0);
		harness.attach(client, start);
		harness.turnAll();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1");
	}

	@Test
	void shouldReadOnFromLogWhenWritableAgain() {
		TestClient client = lagging(this.harness);
		publish(this.harness, 2, 1000);
		this.harness.turn();
		assertThat(client.sink.written()).contains("data: 1\n").doesNotContain("data: 2\n");
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).as("data").isEqualTo(numbers(1, 1000));
	}

	@Test
	void shouldNotHoldUpOthers() {
		TestClient client = lagging(this.harness);
		TestClient other = this.harness.open("a");
		publish(this.harness, 2, 3);
		this.harness.turn();
		assertThat(other.data()).containsExactly("2", "3");
		assertThat(client.sink.written()).doesNotContain("data: 2\n");
	}

	@Test
	void shouldBeLiveAgainOnceCaughtUp() {
		TestClient client = lagging(this.harness);
		publish(this.harness, 2, 3);
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		publish(this.harness, 4, 5);
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void shouldDoPendingFlushFirst() {
		TestClient client = lagging(this.harness);
		assertThat(client.text()).isEmpty();
		publish(this.harness, 2, 2);
		client.release();
		String event = String.valueOf(17 + Leap.DIGITS);
		this.harness.turn();
		assertThat(client.sink.calls()).containsExactly(event, "flush", event, "flush");
	}

	@Test
	void shouldFlushPendingWithoutMoreToWrite() {
		TestClient client = lagging(this.harness);
		client.release();
		this.harness.turn();
		assertThat(client.data()).containsExactly("1");
	}

	@Test
	void shouldWaitWhenFlushTakesTime() {
		TestClient client = this.harness.open("a");
		client.sink.flushTakesTime();
		publish(this.harness, 1, 1);
		this.harness.turn();
		publish(this.harness, 2, 3);
		this.harness.turn();
		assertThat(client.data()).containsExactly("1");
		client.release(10);
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldStandSpuriousWritability() {
		TestClient live = this.harness.open("a");
		TestClient client = lagging(this.harness);
		publish(this.harness, 2, 2);
		live.stream.writable();
		live.stream.writable();
		client.stream.writable();
		this.harness.turnAll();
		assertThat(client.sink.written()).doesNotContain("data: 2\n");
		client.release();
		client.stream.writable();
		client.stream.writable();
		this.harness.turnAll();
		publish(this.harness, 3, 3);
		client.stream.writable();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "3");
		assertThat(live.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldStandWritabilityBeforeAttachment() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		client.stream.writable();
		this.harness.turn();
		this.harness.attach(client, start);
		this.harness.turn();
		assertThat(client.ids()).containsExactly("e-0");
	}

	@Test
	void shouldResumeLargeEventAtItsOffset() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", alphabet(50_000));
		publish(this.harness, 2, 2);
		for (int i = 0; i < 10; i++) {
			this.harness.turnAll();
			client.release(1);
		}
		assertThat(client.data()).containsExactly(alphabet(50_000), "2");
		assertThat(client.ids()).containsExactly("e-1", "e-2");
	}

	@Test
	void shouldResumeSingleLargeEventWhileLagging() {
		TestClient client = lagging(this.harness);
		this.harness.publish("a", alphabet(50_000));
		publish(this.harness, 3, 3);
		for (int i = 0; i < 10; i++) {
			this.harness.turnAll();
			client.release(1);
		}
		assertThat(client.data()).containsExactly("1", alphabet(50_000), "3");
	}

	@Test
	void shouldGiveOthersTheirTurnWhileCatchingUp() {
		TestClient client = lagging(this.harness);
		TestClient other = this.harness.open("b");
		for (int i = 2; i <= 100; i++) {
			this.harness.publish("a", alphabet(8000) + i);
		}
		this.harness.turn();
		client.release();
		this.harness.publish("b", "hi");
		this.harness.turn();
		assertThat(other.data()).containsExactly("hi");
		assertThat(client.data()).hasSizeLessThan(100);
		this.harness.turnAll();
		assertThat(client.data()).hasSize(100);
	}

	private static TestClient lagging(LoopHarness harness) {
		TestClient client = harness.open("a");
		client.sink.limit(1);
		publish(harness, 1, 1);
		harness.turn();
		return client;
	}

	private static void publish(LoopHarness harness, int first, int last) {
		numbers(first, last).forEach((number) -> harness.publish("a", number));
	}

	private static List<String> numbers(int first, int last) {
		return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
	}

	private static String alphabet(int length) {
		StringBuilder result = new StringBuilder(length);
		IntStream.range(0, length).forEach((i) -> result.append((char) ('a' + i % 26)));
		return result.toString();
	}

}
