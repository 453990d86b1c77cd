package io.github.ssehub.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.Start;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client that comes back is told of a loss when more happens meanwhile.
 */
class EventLoopGapTests {

	private static final String PADDING = "x".repeat(Sink.MAX_WRITE - 100);

	@Test
	void shouldTellNoEarlierIdWhenTheRoomOfALaterLossIsLeft() {
		LoopHarness harness = keepingOneOf("b", 3);
		publish(harness, "a", "1", "2", "3", "4" + PADDING, "5" + PADDING);
		publish(harness, "b", "6", "7", "8");
		TestClient client = harness.create();
		client.sink.limit(1);
		openWithSnapshot(harness, client, "a", "b");
		harness.turnAll();
		client.stream.leave("b");
		client.release();
		harness.turnAll();
		assertThat(client.ids()).as("ids").containsExactly("e-0", "e-3", "e-4", "e-4", "e-4", "e-5");
		assertThat(client.data()).contains("snapshot");
	}

	@Test
	void shouldForgetTheSnapshotWhenTheRoomOfTheLossIsLeft() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1", "2");
		publish(harness, "b", "3");
		TestClient client = harness.create();
		Start start = client.stream.open(List.of("a", "b"), resume("e-0"));
		client.stream.setSnapshot("data: snapshot\n\n".getBytes(StandardCharsets.UTF_8));
		client.stream.leave("a");
		harness.attach(client, start);
		harness.turnAll();
		assertThat(client.data()).containsExactly("3");
		assertThat(client.stream.progress().snapshot()).isNull();
	}

	@Test
	void shouldTellAGapThatHasGrownBeforeItWasTold() {
		LoopHarness harness = new LoopHarness((room) -> retention(3), DataSize.ofMegabytes(64), 2);
		for (int loop = 0; loop < 2; loop++) {
			harness.open(harness.create(loop, null, Duration.ZERO), "a");
		}
		publish(harness, "a", "1", "2", "3", "4", "5", "6");
		harness.turnAll();
		publish(harness, "a", "7");
		TestClient client = harness.create(1, null, Duration.ZERO, OverflowPolicy.DISCONNECT);
		openWithSnapshot(harness, client, "a");
		// Nobody holds what the stream has yet to read
		harness.loops.get(0).turn();
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), "snapshot", "5", "6", "7");
		assertThat(client.ids()).containsExactly("e-0", "e-0", "e-4", "e-5", "e-6", "e-7");
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldGoPastALossBehindWhichTheFilterRefusesTheNextEvent() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "b", "1");
		harness.publish(List.of("a", "b"), SseEvent.of("2"));
		publish(harness, "a", "3");
		TestClient client = harness.create((event) -> event.room().equals("a") && !event.id().equals("e-3"));
		harness.attach(client,
				client.stream.open(List.of("a", "b"), new StartRequest("e-1", true, null, 0, false, true)));
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-1", "e-2");
		assertThat(client.data()).containsExactly(gap("e-1"));
	}

	@Test
	void shouldTellTheIdThatTheApplicationGaveTheLastEvent() {
		LoopHarness harness = keepingOneOf("a", 9);
		harness.publish(List.of("b"), SseEvent.builder().id("mine").data("1").build());
		publish(harness, "a", "2", "3");
		TestClient client = harness.create();
		harness.attach(client, client.stream.open(List.of("a", "b"), resume("e-0")));
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", gap("mine"), "3");
	}

	@Test
	void shouldTellNoPositionBehindALossToAStreamThatIsEnding() {
		LoopHarness harness = keepingOneOf("b", 5);
		harness.open("a", "b");
		publish(harness, "a", "1" + PADDING, "2" + PADDING, "3" + PADDING);
		publish(harness, "b", "4", "5", "6");
		harness.turnAll();
		TestClient client = harness.create();
		client.sink.limit(1);
		harness.attach(client, client.stream.open(List.of("a", "b"),
				new StartRequest(null, true, null, StartRequest.ALL, false, false)));
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		IntStream.range(7, 17).forEach((i) -> publish(harness, "a", String.valueOf(i)));
		harness.turnAll();
		harness.loop().execute(() -> {
			publish(harness, "other", "x");
			client.stream.close(CloseReason.COMPLETED);
			client.release();
		});
		harness.turnAll();
		String last = client.ids().get(client.ids().size() - 1);
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(harness.create().stream.open(List.of("a", "b"), resume(last)).gap()).isNotNull();
	}

	@Test
	void shouldNotTellAgainWhenCutOffBeforeAnEventThatAnotherRoomHas() {
		LoopHarness harness = losingTheNextIn("a");
		TestClient client = resumed(harness, OverflowPolicy.RESYNC, "e-0", "a", "b");
		assertThat(client.ids()).containsExactly("e-0", "e-01", "e-2", "e-3");
		assertThat(client.data()).containsExactly(gap("e-0"), "2", "3");
		assertThat(resumed(harness, OverflowPolicy.RESYNC, "e-01", "a", "b").data()).containsExactly("2", "3");
	}

	@Test
	void shouldTellWhatIsMissingBeforeTheLastEventThatTheClientHas() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1");
		publish(harness, "b", "2");
		harness.publish(List.of("a", "b"), SseEvent.of("3"));
		publish(harness, "a", "4");
		TestClient client = resumed(harness, OverflowPolicy.RESYNC, "e-0", "a", "b");
		assertThat(client.data()).containsExactly("2", gap("e-2"), "3", "4");
		assertThat(client.ids()).containsExactly("e-0", "e-2", "e-02", "e-3", "e-4");
		assertThat(resumed(harness, OverflowPolicy.RESYNC, "e-2", "a", "b").data()).as("cut off before the gap")
			.containsExactly(gap("e-2"), "3", "4");
		assertThat(resumed(harness, OverflowPolicy.RESYNC, "e-02", "a", "b").data()).as("cut off behind the gap")
			.containsExactly("3", "4");
	}

	@Test
	void shouldTellOfAnEventThatWasToComeThroughARoomThatIsLeft() {
		LoopHarness harness = losingTheNextIn("a");
		TestClient client = harness.create();
		Start start = client.stream.open(List.of("a", "b"), resume("e-01"));
		assertThat(start.isCleanResume()).isTrue();
		client.stream.leave("b");
		harness.attach(client, start);
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-01", "e-2", "e-3");
		assertThat(client.data()).containsExactly(gap("e-01"), "3");
	}

	@Test
	void shouldNotTellOfAnEventThatComesThroughAThirdRoom() {
		LoopHarness harness = losingTheNextIn("a", "c");
		TestClient client = harness.create();
		Start start = client.stream.open(List.of("a", "b", "c"), resume("e-01"));
		client.stream.leave("b");
		harness.attach(client, start);
		harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3");
		client.stream.leave("c");
		harness.turnAll();
		assertThat(client.data()).containsExactly("2", "3");
	}

	@Test
	void shouldTellOfAnEventThatTheOtherRoomLosesBeforeItIsRead() {
		LoopHarness harness = losingTheNextIn("a");
		TestClient client = harness.create();
		Start start = client.stream.open(List.of("a", "b"), resume("e-01"));
		assertThat(start.isCleanResume()).isTrue();
		client.sink.limit(0);
		harness.attach(client, start);
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		IntStream.range(4, 14).forEach((i) -> publish(harness, "b", String.valueOf(i)));
		harness.turnAll();
		client.release();
		harness.turnAll();
		assertThat(client.data()).startsWith(gap("e-01"), "3").doesNotContain("2", "4").endsWith("13");
		assertThat(client.ids()).startsWith("e-01", "e-2", "e-3", "e-4", "e-5");
	}

	@Test
	void shouldTellAgainIfTheRoomOfTheEventBehindTheGapIsLeft() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalledBehindTheGap(harness, null, SseEvent.builder());
		client.stream.leave("b");
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), gap("e-01"), "3");
		assertThat(client.ids()).containsExactly("e-0", "e-01", "e-2", "e-3");
	}

	@Test
	void shouldNotTellALaggingStreamOfAnEventThatAnotherRoomHas() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = harness.open("a", "b");
		publish(harness, "a", "1");
		harness.turnAll();
		client.sink.limit(0);
		harness.publish(List.of("a", "b"), SseEvent.of("2"));
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		publish(harness, "a", "3");
		harness.turnAll();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "3");
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldNotTellAFilteredStreamAgainWhenAnotherRoomIsLeft() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalledBehindTheGap(harness, (event) -> true, SseEvent.builder());
		client.stream.leave("c");
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), "2" + PADDING, "3");
	}

	@Test
	void shouldNotTellOfAnEventWithKeyAgainWhenAnotherRoomIsLeft() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalledBehindTheGap(harness, null, SseEvent.builder().key("k"));
		client.stream.leave("c");
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), "2" + PADDING, "3");
	}

	@Test
	void shouldTellAgainIfANewerEventTakesThePlaceOfTheOneBehindTheGap() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalledBehindTheGap(harness, null, SseEvent.builder().key("k"));
		harness.publish(List.of("b"), SseEvent.builder().key("k").data("4").build());
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly(gap("e-0"), gap("e-01"), "3", "4");
		assertThat(client.ids()).containsExactly("e-0", "e-01", "e-2", "e-3", "e-4");
	}

	@Test
	void shouldNotTellOfAnEventOfADeletedRoomThatIsStillToCome() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1");
		harness.publish(List.of("a", "b"), SseEvent.of("2" + PADDING));
		publish(harness, "a", "3");
		TestClient client = harness.create();
		client.sink.limit(1);
		harness.attach(client, client.stream.open(List.of("a", "b", "c"), resume("e-01")));
		harness.turn();
		harness.log.delete("b");
		client.stream.leave("c");
		client.release();
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-01", "e-2", "e-3");
	}

	@Test
	void shouldTellOfAnEventThatCameAfterTheLeaveWasAskedFor() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = harness.open("a", "b");
		client.sink.limit(1);
		publish(harness, "a", "1");
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		harness.turnAll();
		long stamp = harness.log.head();
		harness.publish(List.of("a", "b"), SseEvent.of("2"));
		publish(harness, "a", "3");
		harness.turnAll();
		harness.loop().execute(() -> harness.loop().leaveAfter(stamp, client.stream, "b"));
		client.release();
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-1", "e-2", "e-3");
		assertThat(client.data()).contains("1", "3").doesNotContain("2");
	}

	@Test
	void shouldNotDisconnectForMoreOfWhatWasMissedBefore() {
		LoopHarness harness = new LoopHarness((room) -> retention(room.equals("a") ? 1 : 9), DataSize.ofMegabytes(64),
				2);
		for (int loop = 0; loop < 2; loop++) {
			harness.open(harness.create(loop, null, Duration.ZERO), "a");
		}
		publish(harness, "b", "1");
		harness.publish(List.of("a", "b"), SseEvent.of("2"));
		publish(harness, "a", "3");
		harness.turnAll();
		publish(harness, "a", "4");
		TestClient client = harness.create(1, null, Duration.ZERO, OverflowPolicy.DISCONNECT);
		harness.attach(client, client.stream.open(List.of("a", "b"), resume("e-1")));
		// Nobody holds what the stream has yet to read
		harness.loops.get(0).turn();
		harness.turnAll();
		assertThat(client.exchange.end).isNull();
		assertThat(client.data()).containsExactly("2", gap("e-2"), "4");
	}

	@Test
	void shouldTellALaggingStreamOfAnEventThatTheOtherRoomDoesNotShowIt() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient filtered = harness.open((event) -> !event.room().equals("b"), "a", "b");
		TestClient joining = harness.open("a");
		publish(harness, "a", "1");
		harness.turnAll();
		filtered.sink.limit(0);
		joining.sink.limit(0);
		harness.publish(List.of("a", "b"), SseEvent.of("2"));
		joining.stream.join("b");
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		publish(harness, "a", "3");
		harness.turnAll();
		for (TestClient client : List.of(filtered, joining)) {
			client.release();
			harness.turnAll();
			assertThat(client.ids()).containsExactly("e-1", "e-2", "e-3");
			assertThat(client.data()).doesNotContain("2");
		}
	}

	@Test
	void shouldTellOfAnEventThatTheOtherRoomHasGotSinceItWasLeft() {
		LoopHarness harness = new LoopHarness((room) -> retention(9), DataSize.ofKilobytes(10), 1);
		TestClient client = harness.open("a", "b");
		client.stream.leaveLater("b");
		harness.publish(List.of("a", "b"), SseEvent.of("1" + PADDING));
		publish(harness, "a", "2" + PADDING);
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-1", "e-2");
		assertThat(client.data()).hasSize(2).doesNotContain("1" + PADDING);
	}

	// Event 2 is in another room still, and waits for the client
	private static TestClient stalledBehindTheGap(LoopHarness harness, @Nullable Predicate<SseEventMetadata> filter,
			SseEvent.Builder event) {
		publish(harness, "a", "1");
		harness.publish(List.of("a", "b"), event.data("2" + PADDING).build());
		publish(harness, "a", "3");
		TestClient client = harness.create(0, filter, Duration.ZERO);
		client.sink.limit(1);
		harness.attach(client, client.stream.open(List.of("a", "b", "c"),
				new StartRequest("e-0", true, null, 0, false, filter != null)));
		harness.turnAll();
		assertThat(client.sink.written()).contains(gap("e-0")).doesNotContain(PADDING);
		return client;
	}

	// Event 2 is in another room still, event 1 is lost too
	private static LoopHarness losingTheNextIn(String lossy, String... others) {
		LoopHarness harness = keepingOneOf(lossy, 9);
		publish(harness, lossy, "1");
		List<String> rooms = new ArrayList<>(List.of(lossy, "b"));
		rooms.addAll(List.of(others));
		harness.publish(rooms, SseEvent.of("2"));
		publish(harness, lossy, "3");
		return harness;
	}

	private static TestClient resumed(LoopHarness harness, OverflowPolicy overflow, String id, String... rooms) {
		TestClient client = harness.create(0, null, Duration.ZERO, overflow);
		harness.attach(client, client.stream.open(List.of(rooms), resume(id)));
		harness.turnAll();
		return client;
	}

	private static LoopHarness keepingOneOf(String name, int others) {
		return new LoopHarness((room) -> retention(room.equals(name) ? 1 : others), Duration.ZERO);
	}

	private static RoomRetention retention(int events) {
		return new RoomRetention(events, Duration.ofDays(1), 1_000_000, true);
	}

	private static void publish(LoopHarness harness, String room, String... events) {
		for (String event : events) {
			harness.publish(room, event);
		}
	}

	private static void openWithSnapshot(LoopHarness harness, TestClient client, String... rooms) {
		Start start = client.stream.open(List.of(rooms), resume("e-0"));
		client.stream.setSnapshot("data: snapshot\n\n".getBytes(StandardCharsets.UTF_8));
		harness.attach(client, start);
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

	private static String gap(String lastEventId) {
		return "{\"lastEventId\":\"" + lastEventId + "\",\"reason\":\"expired\"}";
	}

}
