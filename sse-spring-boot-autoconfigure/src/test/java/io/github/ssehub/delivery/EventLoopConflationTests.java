package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that are behind get only the newest event of each key, all others get each.
 */
class EventLoopConflationTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldSendOnlyNewestOfEachKeyToStreamThatLags() {
		TestClient live = this.harness.open("a");
		TestClient client = lagging("a");
		publish("k", "1", "a");
		publish("l", "2", "a");
		this.harness.publish("a", "3");
		publish("k", "4", "a");
		this.harness.turn();
		publish("k", "5", "a");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("0", "2", "3", "5");
		assertThat(live.data()).containsExactly("0", "1", "2", "3", "4", "5");
		publish("k", "6", "a");
		publish("k", "7", "a");
		this.harness.turnAll();
		assertThat(client.data()).endsWith("6", "7");
	}

	@Test
	void shouldSendAllToStreamThatKeepsUp() {
		TestClient shared = this.harness.open("a");
		TestClient merged = this.harness.open("a", "b");
		TestClient filtered = this.harness.open((event) -> true, "a", "b");
		for (int i = 1; i <= 50; i++) {
			publish("k", "a" + i, "a");
			publish("k", "b" + i, "b");
		}
		this.harness.turnAll();
		assertThat(shared.data()).hasSize(50);
		assertThat(merged.data()).hasSize(100);
		assertThat(filtered.data()).isEqualTo(merged.data());
	}

	@Test
	void shouldSendAllToStreamThatKeepsUpWithMoreThanOneTurnOfWrites() {
		TestClient client = this.harness.open("a", "b");
		String padding = "x".repeat(Sink.MAX_WRITE / 2);
		for (int i = 1; i <= 50; i++) {
			publish("k", i + padding, "a");
			publish("k", i + padding, "b");
		}
		this.harness.turnAll();
		assertThat(client.data()).hasSize(100);
	}

	@Test
	void shouldConflateEventsOfEachRoomByThemselves() {
		TestClient client = lagging("a", "b");
		publish("k", "1", "a");
		publish("k", "2", "b");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("0", "1", "2");
	}

	@Test
	void shouldSendEventThatIsTheNewestInOneOfItsRooms() {
		TestClient first = lagging("a", "b");
		TestClient second = lagging("b", "a");
		publish("k", "1", "a", "b");
		publish("k", "2", "a");
		publish("l", "3", "a", "b");
		publish("l", "4", "a", "b");
		publish("m", "5", "a", "b");
		publish("m", "6", "a");
		publish("m", "7", "b");
		this.harness.turn();
		first.release();
		second.release();
		this.harness.turnAll();
		assertThat(first.data()).endsWith("1", "2", "4", "6", "7").hasSize(7);
		assertThat(second.data()).endsWith("1", "2", "4", "6", "7").hasSize(6);
	}

	@Test
	void shouldSendNewestOfEachKeyThatPassesTheFilter() {
		TestClient client = this.harness.open((event) -> !"hidden".equals(event.event()), "a");
		client.sink.limit(1);
		this.harness.publish("a", "0");
		this.harness.turn();
		publish("k", "1", "a");
		publish("k", "2", "a");
		this.harness.publish(List.of("a"), SseEvent.builder().event("hidden").key("k").data("3").build());
		this.harness.publish(List.of("a"), SseEvent.builder().event("hidden").key("k").data("4").build());
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("0", "2");
	}

	@Test
	void shouldSendEventThatPassesTheFilterInOneOfItsRooms() {
		TestClient first = this.harness.open((event) -> event.room().equals("a"), "a", "b");
		TestClient second = this.harness.open((event) -> event.room().equals("b"), "a", "b");
		this.harness.publish(List.of("a", "b"), SseEvent.of("1"));
		this.harness.publish(List.of("b", "a"), SseEvent.of("2"));
		this.harness.turnAll();
		assertThat(first.data()).containsExactly("1", "2");
		assertThat(second.data()).containsExactly("1", "2");
	}

	@Test
	void shouldTellPositionOfTheNewest() {
		TestClient client = lagging("a");
		IntStream.rangeClosed(1, 100).forEach((i) -> publish("k", String.valueOf(i), "a"));
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.ids()).containsExactly("e-1", "e-2t");
	}

	@Test
	void shouldTellNoGapForEvictedEventsThatHaveNewerOnes() {
		LoopHarness harness = new LoopHarness(1);
		TestClient client = harness.open("a");
		client.sink.limit(1);
		harness.publish("a", "0");
		harness.turn();
		harness.advance(Duration.ofSeconds(2));
		for (int i = 1; i <= 10; i++) {
			harness.publish(List.of("a"), SseEvent.builder().key("k").data(String.valueOf(i)).build());
		}
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("0", "10");
		assertThat(client.listener.calls()).noneMatch((call) -> call.startsWith("gap"));
	}

	@Test
	void shouldNotHoldUpTheEndForNewerEventOfTheKey() {
		TestClient client = lagging("a");
		publish("k", "1", "a");
		this.harness.send(client, "direct");
		publish("k", "2", "a");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("0", "direct", "2");
	}

	private TestClient lagging(String... rooms) {
		TestClient client = this.harness.open(rooms);
		client.sink.limit(1);
		this.harness.publish("a", "0");
		this.harness.turn();
		return client;
	}

	private void publish(String key, String data, String... rooms) {
		this.harness.publish(List.of(rooms), SseEvent.builder().key(key).data(data).build());
	}

}
