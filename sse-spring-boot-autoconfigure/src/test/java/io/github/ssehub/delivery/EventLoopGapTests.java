package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gap is told before anything that comes behind a loss, whatever happens meanwhile.
 */
class EventLoopGapTests {

	private static final String PADDING = "x".repeat(Sink.MAX_WRITE - 100);

	@Test
	void shouldTellTheGapBeforeWhatOtherRoomsStillHave() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "b", "1");
		publish(harness, "a", "2", "3");
		publish(harness, "b", "4");
		TestClient client = resumed(harness, "e-0", "a", "b");
		assertThat(client.data()).containsExactly(expired("e-0"), "1", "3", "4");
		assertThat(client.ids()).containsExactly("e-0", "e-0", "e-1", "e-3", "e-4");
	}

	@Test
	void shouldTellThePositionBehindTheLossesIfNothingIsKeptBefore() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1", "2", "3");
		publish(harness, "b", "4");
		assertThat(resumed(harness, "e-0", "a", "b").ids()).containsExactly("e-0", "e-2", "e-3", "e-4");
	}

	@Test
	void shouldTellOneGapOfTheLossesOfAllRooms() {
		LoopHarness harness = new LoopHarness(1);
		publish(harness, "a", "1", "2");
		publish(harness, "b", "3", "4");
		TestClient client = resumed(harness, "e-0", "a", "b");
		assertThat(client.data()).containsExactly(expired("e-0"), "2", "4");
		assertThat(client.ids()).containsExactly("e-0", "e-1", "e-2", "e-4");
	}

	@Test
	void shouldTellAPositionBehindTheLossOfAQuietRoom() {
		LoopHarness quiet = new LoopHarness((room) -> retention(room.equals("a") ? 0 : 9), Duration.ZERO);
		publish(quiet, "b", "1");
		publish(quiet, "a", "2", "3");
		TestClient client = resumed(quiet, "e-0", "a", "b");
		assertThat(client.data()).containsExactly(expired("e-0"), "1");
		assertThat(client.ids()).as("caught up").containsExactly("e-0", "e-0", "e-1", "e-3");
		assertThat(resumed(quiet, "e-3", "a", "b").data()).as("not told again").isEmpty();
		assertThat(resumed(quiet, "e-1", "a", "b").data()).as("told again after a cut").containsExactly(expired("e-1"));
	}

	@Test
	void shouldTellALaggingStreamBeforeWhatOtherRoomsStillHave() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalled(harness, OverflowPolicy.RESYNC, "a", "b");
		publish(harness, "b", "2");
		publish(harness, "a", "3", "4");
		giveUp(harness);
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", overflow("e-1"), "2", "4");
		assertThat(client.ids()).containsExactly("e-1", "e-1", "e-2", "e-4");
	}

	@Test
	void shouldNotDisconnectForWhatTheClientHadMissedBeforeItCame() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1", "2", "3");
		TestClient client = harness.create(OverflowPolicy.DISCONNECT);
		harness.attach(client, client.open(List.of("a"), resume("e-0")));
		harness.turnAll();
		assertThat(client.data()).containsExactly(expired("e-0"), "3");
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldGoPastALossBehindWhichTheFilterRefusesTheNextEvent() {
		LoopHarness harness = keepingOneOf("a", 9);
		publish(harness, "a", "1", "2", "3");
		TestClient client = harness.create((event) -> false);
		harness.attach(client, client.open(List.of("a"), new StartRequest("e-0", true, null, 0, false, true)));
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-0", "e-2");
		assertThat(client.data()).containsExactly(expired("e-0"));
	}

	@Test
	void shouldNameTheIdThatTheApplicationGaveTheLastEvent() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = harness.open("a");
		client.sink.limit(1);
		harness.publish(List.of("a"), SseEvent.builder().id("mine").data("1").build());
		harness.turnAll();
		publish(harness, "a", "2", "3");
		giveUp(harness);
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", overflow("mine"), "3");
	}

	@Test
	void shouldTellTheGapToAStreamThatIsEnding() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalled(harness, OverflowPolicy.RESYNC, "a");
		publish(harness, "a", "2", "3");
		giveUp(harness);
		client.stream.close(CloseReason.COMPLETED);
		publish(harness, "a", "4");
		harness.turn();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", overflow("e-1"));
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldTellWhatIsLostOfARoomThatWasClosedWhileItsWindowOverflowed() {
		LoopHarness harness = new LoopHarness((room) -> retention(9), DataSize.ofKilobytes(10), 1);
		TestClient client = harness.open("a", "b");
		publish(harness, "a", "1" + PADDING, "2" + PADDING);
		harness.close("a", client);
		publish(harness, "b", "3");
		harness.turnAll();
		assertThat(client.data()).containsExactly(overflow("e-0"), "2" + PADDING, "3");
		assertThat(client.listener.calls()).endsWith("gap OVERFLOW after e-0", "left a");
	}

	@Test
	void shouldNotTellWhatIsLostBehindTheEndOfAClosedRoom() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalled(harness, OverflowPolicy.DISCONNECT, "a", "b");
		harness.open("a");
		harness.close("a", client);
		publish(harness, "a", "2", "3");
		publish(harness, "b", "4");
		giveUp(harness);
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "4");
		assertThat(client.exchange.end).isNull();
		assertThat(client.listener.calls()).endsWith("left a");
	}

	@Test
	void shouldDeliverTheLastEventOfAKeyBeforeItsRoomWasClosed() {
		LoopHarness harness = new LoopHarness();
		TestClient client = stalled(harness, OverflowPolicy.RESYNC, "a", "b");
		keyed(harness, "a", "2");
		harness.close("a", client);
		keyed(harness, "a", "3");
		publish(harness, "b", "4");
		harness.turnAll();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "4");
	}

	@Test
	void shouldTellEveryStreamWhatTheJournalHasLost() {
		LoopHarness harness = new LoopHarness();
		TestClient busy = harness.open("a");
		TestClient quiet = harness.open(harness.create(OverflowPolicy.RESYNC), "b");
		publish(harness, "a", "1");
		harness.turnAll();
		harness.lose(5);
		harness.turnAll();
		publish(harness, "a", "6");
		harness.turnAll();
		assertThat(busy.data()).containsExactly("1", expired("e-1"), "6");
		assertThat(busy.ids()).containsExactly("e-1", "e-5", "e-6");
		assertThat(quiet.data()).containsExactly(expired("e-0"));
		assertThat(resumed(harness, "e-1", "never-heard-of").data()).containsExactly(expired("e-1"));
		assertThat(resumed(harness, "e-5", "a").data()).containsExactly("6");
	}

	@Test
	void shouldJudgeAgainWhatIsLostBeforeTheGapIsWritten() {
		LoopHarness harness = keepingOneOf("a", 9);
		TestClient client = stalled(harness, OverflowPolicy.RESYNC, "a");
		publish(harness, "a", "2", "3");
		giveUp(harness);
		IntStream.range(4, 9).forEach((i) -> publish(harness, "a", String.valueOf(i)));
		harness.turnAll();
		client.release();
		harness.turnAll();
		assertThat(client.data()).containsExactly("1", overflow("e-1"), "8");
		assertThat(client.ids()).containsExactly("e-1", "e-7", "e-8");
	}

	private static TestClient stalled(LoopHarness harness, OverflowPolicy policy, String... rooms) {
		TestClient client = harness.open(harness.create(policy), rooms);
		client.sink.limit(1);
		publish(harness, rooms[0], "1");
		harness.turnAll();
		return client;
	}

	// What streams have yet to read is no longer held for them
	private static void giveUp(LoopHarness harness) {
		harness.turnAll();
		harness.advance(Duration.ofSeconds(2));
		harness.turnAll();
	}

	private static TestClient resumed(LoopHarness harness, String id, String... rooms) {
		TestClient client = harness.create();
		harness.attach(client, client.open(List.of(rooms), resume(id)));
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

	private static void keyed(LoopHarness harness, String room, String data) {
		harness.publish(List.of(room), SseEvent.builder().key("k").data(data).build());
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

	private static String expired(String lastEventId) {
		return gap(lastEventId, "expired");
	}

	private static String overflow(String lastEventId) {
		return gap(lastEventId, "overflow");
	}

	private static String gap(String lastEventId, String reason) {
		return "{\"lastEventId\":\"" + lastEventId + "\",\"reason\":\"" + reason + "\"}";
	}

}
