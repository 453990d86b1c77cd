package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the loop writes to whom.
 */
class EventLoopPaceTests {

	private static final RoomRetention KEEP_ALL = new RoomRetention(100_000, Duration.ofDays(1),
			DataSize.ofMegabytes(64).toBytes(), true);

	@Test
	void shouldWriteEventsOfAFlushIntervalAtOnce() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ofMillis(20));
		TestClient client = harness.open("a");
		harness.publish("a", "1");
		harness.turn();
		assertThat(client.data()).containsExactly("1");
		client.sink.forget();
		harness.publish("a", "2");
		harness.turn();
		harness.publish("a", "3");
		harness.advance(Duration.ofMillis(19));
		harness.turn();
		assertThat(client.sink.calls()).as("within the interval").isEmpty();
		harness.advance(Duration.ofMillis(1));
		harness.turn();
		assertThat(client.data()).containsExactly("2", "3");
		assertThat(client.sink.calls()).as("one write").hasSize(2);
	}

	@Test
	void shouldSendToOneStreamWithinAFlushInterval() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ofMillis(20));
		TestClient client = harness.open("a");
		harness.publish("a", "1");
		harness.turn();
		harness.send(client, "direct");
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "direct");
	}

	@Test
	void shouldLetADirectEventWaitForThoseBeforeIt() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ofMillis(20));
		TestClient client = harness.open("a");
		harness.publish("a", "1");
		harness.turn();
		harness.publish("a", "2");
		harness.send(client, "direct");
		harness.turn();
		assertThat(client.data()).as("within the interval").containsExactly("1");
		assertThat(harness.loop().hasWork()).as("not turning meanwhile").isFalse();
		harness.advance(Duration.ofMillis(20));
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "direct");
		assertThat(harness.loop().hasWork()).isFalse();
	}

	@Test
	void shouldLetADirectEventWaitForThoseOfOtherStreams() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient client = harness.open("a");
		harness.publish("nobody's", "1");
		harness.send(client, "direct");
		harness.turnAll();
		assertThat(client.data()).containsExactly("direct");
	}

	@Test
	void shouldWriteWhatIsOftenSentToStreamsAloneAFewAtATime() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient first = harness.open("a");
		TestClient second = harness.open("a");
		harness.send(first, "1");
		harness.turn();
		harness.send(first, "2");
		harness.turn();
		assertThat(first.data()).as("at once").containsExactly("1", "2");
		harness.send(first, "3");
		harness.send(second, "4");
		assertThat(harness.loop().hasWork()).as("not turning meanwhile").isFalse();
		harness.advance(Duration.ofMillis(1));
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turn();
		assertThat(first.data()).containsExactly("1", "2", "3");
		assertThat(second.data()).containsExactly("4");
	}

	@Test
	void shouldWriteAtOnceWhatIsWaitedFor() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient client = harness.open("a");
		harness.send(client, "1");
		harness.turn();
		harness.send(client, "2");
		harness.turn();
		harness.send(client, "3");
		client.stream.writable();
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldPassEventsToRoomsWhileWhatWasSentWaits() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient client = harness.open("a");
		harness.send(client, "1");
		harness.turn();
		harness.send(client, "2");
		harness.turn();
		harness.publish("a", "3");
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldNotTakeATaskForALongPass() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient client = harness.open("a");
		harness.publish("a", "1");
		harness.loop().execute(() -> {
			harness.advance(Duration.ofMillis(5));
			harness.publish("a", "2");
		});
		harness.turn();
		harness.turn();
		assertThat(client.data()).containsExactly("1", "2");
	}

	@Test
	void shouldPassAtOnceWhenPublishersWait() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ofMillis(20));
		TestClient client = harness.open("a");
		harness.publish("a", "1");
		harness.turn();
		harness.publish("a", "2");
		harness.loop().passAtOnce();
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turn();
		assertThat(client.data()).containsExactly("1", "2");
		harness.publish("a", "3");
		harness.turn();
		assertThat(client.data()).as("only once").containsExactly("1", "2");
	}

	@Test
	void shouldNotLetNewEventsWaitForStreamsThatReadOn() {
		LoopHarness harness = new LoopHarness((room) -> KEEP_ALL, Duration.ZERO);
		TestClient live = harness.open("live");
		IntStream.range(0, 2000).forEach((i) -> harness.publish("history", "x".repeat(500)));
		List<TestClient> returning = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			TestClient client = harness.create();
			// As long as a write takes when many streams read on
			client.sink.onWrite(() -> harness.advance(Duration.ofNanos(100_000)));
			harness.attach(client,
					client.open(List.of("history"), new StartRequest("e-0", true, null, 0, false, false)));
			returning.add(client);
		}
		harness.turn();
		assertThat(returning).filteredOn((client) -> !client.text().isEmpty()).hasSizeLessThan(10);
		harness.publish("live", "now");
		harness.turn();
		assertThat(live.data()).containsExactly("now");
		assertThat(returning).as("still reading").anyMatch((client) -> client.text().isEmpty());
		harness.turnAll();
		assertThat(returning).allSatisfy((client) -> assertThat(client.data()).hasSize(2000));
	}

}
