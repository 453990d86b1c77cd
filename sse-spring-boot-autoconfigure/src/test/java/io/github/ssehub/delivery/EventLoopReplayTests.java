package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that start in the past.
 */
class EventLoopReplayTests {

	private static final StartRequest ALL = new StartRequest(null, true, null, StartRequest.ALL, false, false);

	private static final StartRequest KEYED_ONLY = new StartRequest(null, true, null, StartRequest.ALL, true, false);

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldReplayRoomsInOrderAndGoOnLive() {
		publishInTurns(1, 100);
		TestClient client = start(this.harness, resume("e-k"), "a", "b");
		publishInTurns(101, 103);
		this.harness.turnAll();
		publishInTurns(104, 104);
		this.harness.turnAll();
		assertThat(client.text()).startsWith("retry: 3000\nid: e-k\n\ndata: 21\n");
		assertThat(client.data()).as("data").isEqualTo(numbers(21, 104));
	}

	@Test
	void shouldReplayWhatWasPublishedInTheSameTurn() {
		this.harness.publish("a", "1");
		TestClient client = this.harness.create();
		this.harness.loop().execute(() -> {
			this.harness.publish("a", "2");
			this.harness.attach(client, client.open(List.of("a"), resume("e-1")));
			this.harness.publish("a", "3");
		});
		this.harness.turnAll();
		this.harness.publish("a", "4");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3", "4");
	}

	@Test
	void shouldSkipWhatWasPublishedInTheSameTurnBeforeStreamThatStartsNow() {
		TestClient client = this.harness.create();
		this.harness.loop().execute(() -> {
			this.harness.publish("a", "1");
			this.harness.attach(client, client.open(List.of("a"), StartRequest.NOW));
			this.harness.publish("a", "2");
		});
		this.harness.turn();
		this.harness.turn();
		assertThat(client.ids()).containsExactly("e-1", "e-2");
	}

	@Test
	void shouldReplayOnlyNewestOfEachKey() {
		publish("a", "k", "1");
		publish("a", "l", "2");
		this.harness.publish("a", "3");
		publish("b", "k", "4");
		publish("a", "k", "5");
		TestClient client = start(this.harness, ALL, "a", "b");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3", "4", "5");
		publish("a", "k", "6");
		publish("a", "k", "7");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3", "4", "5", "6", "7");
	}

	@Test
	void shouldReplayOnlyNewestOfEachKeyOnResume() {
		publish("a", "k", "1");
		publish("a", "k", "2");
		publish("a", "k", "3");
		TestClient client = start(this.harness, resume("e-1"), "a");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("3");
	}

	@Test
	void shouldReplayOnlyEventsWithKeyWhereAskedTo() {
		this.harness.publish("a", "1");
		publish("a", "k", "2");
		publish("a", "k", "3");
		this.harness.publish("a", "4");
		TestClient client = start(this.harness, KEYED_ONLY, "a");
		this.harness.publish("a", "5");
		this.harness.turnAll();
		this.harness.publish("a", "6");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("3", "5", "6");
	}

	@Test
	void shouldReplayOnlyEventsWithKeyAlsoOfTheSameTurn() {
		TestClient client = this.harness.create();
		this.harness.loop().execute(() -> {
			this.harness.publish("a", "1");
			publish("a", "k", "2");
			this.harness.publish("a", "3");
			this.harness.attach(client, client.open(List.of("a"), KEYED_ONLY));
			this.harness.publish("a", "4");
		});
		this.harness.turn();
		this.harness.turn();
		assertThat(client.data()).containsExactly("2", "4");
	}

	@Test
	void shouldReplayLargeLogPageByPageInBoundedTurns() {
		LoopHarness harness = new LoopHarness(10_000);
		String padding = "x".repeat(1000);
		IntStream.rangeClosed(1, 5000).forEach((i) -> harness.publish("a", i + padding));
		TestClient live = harness.open("b");
		TestClient client = start(harness, ALL, "a");
		TestClient second = start(harness, ALL, "a");
		int turns = 0;
		while (client.data().size() < 5000) {
			int before = client.sink.calls().size();
			harness.publish("b", String.valueOf(turns));
			harness.turn();
			assertThat(live.data()).hasSize(turns + 1);
			// Each write has its flush
			assertThat(client.sink.calls().size() - before).isBetween(1, 32);
			turns++;
		}
		assertThat(turns).isGreaterThan(5000 * 1000 / Sink.MAX_WRITE / 16);
		assertThat(client.data()).as("data")
			.isEqualTo(numbers(1, 5000).stream().map((number) -> number + padding).toList());
		harness.turnAll();
		assertThat(second.data()).hasSize(5000);
		assertThat(client.sink.calls()).hasSize(second.sink.calls().size());
	}

	@Test
	void shouldReplayAsSlowlyAsClientReads() {
		IntStream.rangeClosed(1, 500).forEach((i) -> this.harness.publish("a", "x".repeat(1000) + i));
		TestClient client = this.harness.create();
		client.sink.limit(2);
		this.harness.attach(client, client.open(List.of("a"), ALL));
		this.harness.turnAll();
		assertThat(client.sink.calls().stream().filter((call) -> !call.equals("flush"))).hasSize(2);
		for (int i = 0; i < 200; i++) {
			client.release(1);
			this.harness.turnAll();
		}
		assertThat(client.data()).hasSize(500);
		assertThat(client.ids()).doesNotHaveDuplicates();
	}

	@Test
	void shouldGiveOthersTheirTurnWhileManyEventsAreSkipped() {
		LoopHarness harness = new LoopHarness(10_000);
		IntStream.rangeClosed(1, 5000).forEach((i) -> harness.publish("a", String.valueOf(i)));
		TestClient client = harness.create((event) -> event.id().equals(Leap.to("e-" + Integer.toString(5000, 36))));
		harness.attach(client, client.open(List.of("a"), new StartRequest("e-0", true, null, 0, false, true)));
		harness.turn();
		assertThat(client.data()).isEmpty();
		assertThat(harness.loop().hasWork()).isTrue();
		harness.turnAll();
		assertThat(client.data()).containsExactly("5000");
	}

	@Test
	void shouldTellPositionBehindTheLossOnceCaughtUp() {
		LoopHarness harness = new LoopHarness(2);
		harness.publish("a", "1");
		IntStream.rangeClosed(2, 5).forEach((i) -> harness.publish("b", String.valueOf(i)));
		harness.open((event) -> false, "a", "b");
		TestClient client = harness.create((event) -> event.room().equals("a"));
		harness.attach(client, client.open(List.of("a", "b"), resume("e-0")));
		harness.turnAll();
		assertThat(client.text()).isEqualTo("""
				retry: 3000
				id: e-0

				event: sse-gap
				data: {"lastEventId":"e-0","reason":"expired"}
				id: e-0

				data: 1
				id: e-1

				:
				id: e-5

				""");
	}

	@Test
	void shouldTellGapToAStreamThatIsAheadOfItsLoop() {
		LoopHarness harness = new LoopHarness(1);
		TestClient client = harness.create();
		harness.loop().execute(() -> {
			harness.publish("a", "1");
			harness.publish("b", "2");
			harness.publish("b", "3");
			harness.attach(client, client.open(List.of("a", "b"), resume("e-0")));
		});
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-0", "e-0", "e-1", "e-3");
		assertThat(client.data()).containsExactly(gap("e-0"), "1", "3");
	}

	@Test
	void shouldTellOneGapOfRoomsBetweenWhichNothingIsKept() {
		LoopHarness harness = new LoopHarness(1);
		for (String room : List.of("a", "b", "a", "b", "a", "b")) {
			harness.publish(room, room);
		}
		TestClient client = start(harness, resume("e-0"), "a", "b");
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), "a", "b");
		assertThat(client.ids()).containsExactly("e-0", "e-4", "e-5", "e-6");
	}

	@Test
	void shouldTellGapThoughAnotherRoomStillHasTheEvent() {
		LoopHarness harness = new LoopHarness(
				(room) -> new RoomRetention(room.equals("a") ? 1 : 9, Duration.ofDays(1), 1_000_000, true),
				Duration.ZERO);
		harness.publish(List.of("a", "b"), SseEvent.of("1"));
		harness.publish("a", "2");
		TestClient client = start(harness, resume("e-0"), "a", "b");
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), "1", "2");
		assertThat(client.ids()).containsExactly("e-0", "e-0", "e-1", "e-2");
	}

	@Test
	void shouldTellGapWithTheIdThatTheClientCameWith() {
		LoopHarness harness = new LoopHarness(2);
		harness.publish(List.of("b"), SseEvent.builder().id("mine").data("1").build());
		IntStream.rangeClosed(2, 5).forEach((i) -> harness.publish("a", String.valueOf(i)));
		TestClient client = start(harness, resume("mine"), "a", "b");
		harness.turnAll();
		assertThat(client.ids()).containsExactly("mine", "e-3", "e-4", "e-5");
		assertThat(client.data()).containsExactly(gap("mine"), "4", "5");
	}

	private static String gap(String lastEventId) {
		return "{\"lastEventId\":\"" + lastEventId + "\",\"reason\":\"expired\"}";
	}

	@Test
	void shouldReplayToAStreamThatFoundALaterHeadThanItsLoop() {
		TestClient client = this.harness.create();
		// Others publish and come between the head that the loop has read and its tasks
		this.harness.loop().execute(() -> {
			IntStream.rangeClosed(1, 3).forEach((i) -> this.harness.publish("a", String.valueOf(i)));
			this.harness.attach(client, client.open(List.of("a"), resume("e-1")));
		});
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3");
	}

	@Test
	void shouldNotTellPositionWithoutLoss() {
		publishInTurns(1, 5);
		TestClient client = this.harness.create((event) -> false);
		this.harness.attach(client, client.open(List.of("a", "b"), resume("e-0")));
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("retry: 3000\nid: e-0\n\n");
	}

	@Test
	void shouldHoldWhatIsReplayedWhileClientReads() {
		LoopHarness harness = new LoopHarness(3);
		String padding = "x".repeat(Sink.MAX_WRITE - 100);
		IntStream.rangeClosed(1, 3).forEach((i) -> harness.publish("a", i + padding));
		TestClient client = harness.create();
		client.sink.limit(1);
		harness.attach(client, client.open(List.of("a"), ALL));
		harness.turnAll();
		IntStream.rangeClosed(4, 9).forEach((i) -> harness.publish("a", i + padding));
		for (int i = 0; i < 12; i++) {
			harness.turnAll();
			harness.advance(Duration.ofMillis(900));
			client.release(1);
		}
		harness.turnAll();
		assertThat(client.data()).as("data")
			.isEqualTo(numbers(1, 9).stream().map((number) -> number + padding).toList());
	}

	private void publish(String room, String key, String data) {
		this.harness.publish(List.of(room), SseEvent.builder().key(key).data(data).build());
	}

	private void publishInTurns(int first, int last) {
		for (int i = first; i <= last; i++) {
			this.harness.publish((i % 2 == 0) ? "a" : "b", String.valueOf(i));
		}
	}

	private static TestClient start(LoopHarness harness, StartRequest request, String... rooms) {
		TestClient client = harness.create();
		harness.attach(client, client.open(List.of(rooms), request));
		return client;
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

	private static List<String> numbers(int first, int last) {
		return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
	}

}
