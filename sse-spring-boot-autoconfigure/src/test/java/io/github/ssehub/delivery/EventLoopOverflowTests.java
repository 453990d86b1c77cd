package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopOverflowTests {

	@Test
	void shouldFinishLargeEventThatWasEvictedMeanwhile() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a");
		client.sink.limit(1);
		harness.publish("a", alphabet(50_000));
		harness.turn();
		harness.advance(Duration.ofSeconds(2));
		harness.turn();
		assertThat(harness.log.bytes()).isZero();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly(alphabet(50_000));
		harness.publish("a", "2");
		harness.turn();
		assertThat(client.data()).containsExactly(alphabet(50_000), "2");
	}

	@Test
	void shouldFinishLargeEventBeforeTheGap() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = loseAfterLargeEvent(harness, OverflowPolicy.RESYNC);
		assertThat(client.text()).isEqualTo("data: " + alphabet(50_000) + "\nid: e-1\n\n" + gap("e-1", "e-2"));
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldFinishLargeEventBeforeTheEnd() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = loseAfterLargeEvent(harness, OverflowPolicy.DISCONNECT);
		assertThat(client.text()).isEqualTo("data: " + alphabet(50_000) + "\nid: e-1\n\n");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).endsWith("closed OVERFLOW");
	}

	private static TestClient loseAfterLargeEvent(LoopHarness harness, OverflowPolicy overflow) {
		TestClient client = harness.open(harness.create(overflow), "a");
		client.sink.limit(1);
		harness.publish("a", alphabet(50_000));
		harness.publish("a", "2");
		harness.turn();
		harness.advance(Duration.ofSeconds(2));
		harness.turn();
		assertThat(harness.log.bytes()).isZero();
		client.release();
		harness.turnAll();
		return client;
	}

	@Test
	void shouldTellGapToStreamThatFallsOffTheLog() {
		LoopHarness harness = new LoopHarness(10);
		TestClient client = fallOff(harness, OverflowPolicy.RESYNC);
		assertThat(client.text()).startsWith("data: 1\nid: e-1\n\n" + gap("e-1", "e-2") + "data: 3\n");
		assertThat(client.data()).as("data").endsWith(numbers(3, 12).toArray(String[]::new)).hasSize(12);
		assertThat(client.exchange.end).isNull();
		assertThat(client.listener.calls()).endsWith("gap OVERFLOW after e-1");
	}

	@Test
	void shouldEndStreamThatFallsOffTheLog() {
		LoopHarness harness = new LoopHarness(10);
		TestClient client = fallOff(harness, OverflowPolicy.DISCONNECT);
		assertThat(client.data()).containsExactly("1");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).doesNotContain("gap OVERFLOW after e-1").endsWith("closed OVERFLOW");
	}

	private static TestClient fallOff(LoopHarness harness, OverflowPolicy overflow) {
		TestClient client = lagging(harness, overflow);
		publish(harness, 2, 2);
		harness.turn();
		harness.advance(Duration.ofSeconds(2));
		publish(harness, 3, 12);
		harness.turn();
		client.release();
		harness.turnAll();
		return client;
	}

	@Test
	void shouldReadOnFromTheOldestKeptEvent() {
		LoopHarness harness = new LoopHarness(10);
		TestClient client = lagging(harness);
		harness.advance(Duration.ofSeconds(2));
		publish(harness, 2, 11);
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).as("data").isEqualTo(numbers(1, 11));
	}

	@Test
	void shouldNotFallOffForTheLossesOfOtherRooms() {
		LoopHarness harness = new LoopHarness(1);
		TestClient client = harness.open("a", "b");
		client.sink.limit(1);
		harness.publish("a", "1");
		harness.turn();
		harness.advance(Duration.ofSeconds(2));
		harness.publish("b", "2");
		IntStream.range(0, 10).forEach((i) -> harness.publish("c", "other"));
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2");
	}

	@Test
	void shouldKeepEntriesForClientThatPausesShortly() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a");
		// A client that has been quiet for long is no worse than any other
		harness.advance(Duration.ofMinutes(1));
		harness.turn();
		client.sink.limit(1);
		publish(harness, 1, 1);
		harness.turn();
		publish(harness, 2, 3);
		harness.turn();
		harness.advance(Duration.ofMillis(500));
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "3");
		assertThat(harness.log.bytes()).isZero();
	}

	@Test
	void shouldKeepEntriesForClientInTheMiddleOfBurst() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a");
		harness.advance(Duration.ofMinutes(1));
		harness.turn();
		client.sink.limit(1);
		publish(harness, 1, 2000);
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).as("data").isEqualTo(numbers(1, 2000));
	}

	@Test
	void shouldKeepEntriesForClientThatTakesSlowly() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = lagging(harness);
		for (int i = 2; i <= 20; i++) {
			harness.publish("a", alphabet(8000) + i);
		}
		harness.turn();
		for (int i = 0; i < 25; i++) {
			harness.advance(Duration.ofMillis(900));
			client.release(1);
			harness.turn();
		}
		assertThat(client.data()).hasSize(20);
	}

	@Test
	void shouldNoLongerKeepEntriesForClientThatTakesNothing() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = lagging(harness);
		publish(harness, 2, 3);
		harness.turn();
		assertThat(harness.log.bytes()).isPositive();
		harness.advance(Duration.ofMillis(1001));
		harness.turn();
		assertThat(harness.log.bytes()).isZero();
		client.release();
		harness.turnAll();
		assertThat(client.listener.calls()).endsWith("gap OVERFLOW after e-1");
	}

	@Test
	void shouldDropHoldOfStreamThatEnds() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = lagging(harness);
		harness.open("a");
		publish(harness, 2, 3);
		harness.turn();
		assertThat(harness.log.bytes()).isPositive();
		client.stream.end(CloseReason.ERROR);
		harness.turn();
		assertThat(harness.log.bytes()).isZero();
	}

	@Test
	void shouldTellGapToLiveStreamsWhoseEventsWereSkipped() {
		LoopHarness harness = new LoopHarness(0, DataSize.ofBytes(1), 1);
		TestClient client = harness.open("a");
		TestClient ending = harness.open(harness.create(OverflowPolicy.DISCONNECT), "a");
		TestClient other = harness.open("b");
		publish(harness, 1, 3);
		harness.publish("b", "4");
		harness.turnAll();
		assertThat(harness.log.skipped()).isEqualTo(2);
		assertThat(client.text()).isEqualTo(gap("e-0", "e-2") + "data: 3\nid: e-3\n\n");
		assertThat(ending.text()).isEmpty();
		assertThat(ending.listener.calls()).endsWith("closed OVERFLOW");
		assertThat(other.data()).containsExactly("4");
	}

	@Test
	void shouldDeliverBurstWithoutReplay() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a");
		publish(harness, 1, 100_000);
		harness.turnAll();
		assertThat(client.data()).as("data").isEqualTo(numbers(1, 100_000));
		assertThat(harness.log.bytes()).isZero();
	}

	private static TestClient lagging(LoopHarness harness) {
		return lagging(harness, OverflowPolicy.RESYNC);
	}

	private static TestClient lagging(LoopHarness harness, OverflowPolicy overflow) {
		TestClient client = harness.open(harness.create(overflow), "a");
		client.sink.limit(1);
		publish(harness, 1, 1);
		harness.turn();
		return client;
	}

	private static String gap(String lastEventId, String position) {
		return "event: sse-gap\ndata: {\"lastEventId\":\"" + lastEventId + "\",\"reason\":\"overflow\"}\nid: "
				+ position + "\n\n";
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
