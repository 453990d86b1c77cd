package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams whose clients read so slowly that the log no longer has what comes next.
 */
class EventLoopResyncTests {

	private final LoopHarness harness = new LoopHarness(3);

	@Test
	void shouldTellGapOnceAndGoOnFromTheOldestKept() {
		TestClient client = lagging("a");
		publish("a", 2, 9);
		fallOff(client);
		assertThat(client.text()).isEqualTo("""
				data: 1
				id: e-1

				event: sse-gap
				data: {"lastEventId":"e-1","reason":"overflow"}
				id: e-6

				data: 7
				id: e-7

				data: 8
				id: e-8

				data: 9
				id: e-9

				""");
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "gap OVERFLOW after e-1");
		publish("a", 10, 11);
		this.harness.turnAll();
		assertThat(client.data()).endsWith("9", "10", "11");
		assertThat(client.exchange.end).isNull();
	}

	@Test
	void shouldTellClientsThatKnowNoNamesOfNothingButThePosition() {
		TestClient client = lagging(this.harness.create(0, new StreamOptions(null, Duration.ZERO, OverflowPolicy.RESYNC,
				OpeningForm.EVENT, "", false, false, EndOptions.SILENT)), "a");
		publish("a", 2, 9);
		fallOff(client);
		assertThat(client.text()).startsWith("""
				data: 1
				id: e-1

				:
				id: e-6

				data: 7
				id: e-7
				""").doesNotContain("sse-");
		assertThat(client.listener.calls()).endsWith("gap OVERFLOW after e-1");
	}

	@Test
	void shouldTellEachGapOnce() {
		TestClient client = lagging("a");
		publish("a", 2, 9);
		fallOff(client);
		client.sink.limit(1);
		publish("a", 10, 10);
		this.harness.turnAll();
		publish("a", 11, 19);
		fallOff(client);
		assertThat(client.ids()).containsExactly("e-1", "e-6", "e-7", "e-8", "e-9", "e-a", "e-g", "e-h", "e-i", "e-j");
		assertThat(client.listener.calls()).endsWith("gap OVERFLOW after e-1", "gap OVERFLOW after e-a").hasSize(4);
	}

	@Test
	void shouldReadRoomsWholeThatHaveLostNothing() {
		TestClient client = lagging("a", "b");
		publish("b", 2, 3);
		publish("a", 4, 9);
		publish("b", 10, 10);
		fallOff(client);
		assertThat(client.data()).containsExactly("1", gapAfter("e-1"), "2", "3", "7", "8", "9", "10");
		assertThat(client.ids()).as("not past what has yet to be sent").startsWith("e-1", "e-1", "e-2", "e-3", "e-7");
	}

	@Test
	void shouldReadOtherRoomsWholeWhileMoreIsLost() throws InterruptedException {
		LoopHarness harness = new LoopHarness(3, DataSize.ofBytes(1), 1);
		TestClient client = harness.open((event) -> event.room().equals("b"), "a", "b");
		AtomicBoolean stopped = new AtomicBoolean();
		Thread publisher = new Thread(() -> {
			while (!stopped.get()) {
				harness.publish("a", "x");
			}
		});
		publisher.start();
		try {
			for (int i = 1; i <= 20_000; i++) {
				harness.publish("b", String.valueOf(i));
				harness.turn();
			}
		}
		finally {
			stopped.set(true);
			publisher.join();
		}
		harness.turnAll();
		assertThat(client.listener.calls()).anyMatch((call) -> call.startsWith("gap OVERFLOW"));
		assertThat(client.data().stream().filter((data) -> !data.startsWith("{"))).as("data")
			.hasSize(20_000)
			.doesNotHaveDuplicates();
	}

	@Test
	void shouldTellGapIfNothingIsSentAfterIt() {
		TestClient client = this.harness.open((event) -> !event.room().equals("a"), "a", "b");
		client.sink.limit(1);
		this.harness.publish("b", "1");
		this.harness.turn();
		publish("b", 2, 2);
		publish("a", 3, 9);
		fallOff(client);
		assertThat(client.text()).isEqualTo("data: 1\nid: e-1\n\nevent: sse-gap\ndata: " + gapAfter("e-1")
				+ "\nid: e-1\n\ndata: 2\nid: e-2\n\n:\nid: e-9\n\n");
	}

	@Test
	void shouldTellNoPositionBehindTheLossIfAnEventIsSentAfterIt() {
		TestClient client = lagging("a", "b");
		publish("b", 2, 2);
		publish("a", 3, 9);
		fallOff(client);
		assertThat(client.text()).doesNotContain(":\nid: ");
		assertThat(client.ids()).endsWith("e-7", "e-8", "e-9");
	}

	@Test
	void shouldTellGapWhereNothingIsKept() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a");
		client.sink.limit(1);
		harness.publish("a", "1");
		harness.turn();
		harness.publish("a", "2");
		harness.advance(Duration.ofSeconds(2));
		harness.turn();
		harness.publish("other", "3");
		client.release();
		harness.turnAll();
		assertThat(client.ids()).containsExactly("e-1", "e-2");
		assertThat(client.data()).containsExactly("1", gapAfter("e-1"));
		harness.publish("a", "4");
		harness.turnAll();
		assertThat(client.data()).endsWith("4");
	}

	@Test
	void shouldSendDirectEventsBehindTheGap() {
		TestClient client = lagging("a");
		this.harness.send(client, "direct");
		publish("a", 2, 9);
		fallOff(client);
		assertThat(client.data()).containsExactly("1", gapAfter("e-1"), "direct", "7", "8", "9");
	}

	@Test
	void shouldTellGapToStreamThatIsClosing() {
		TestClient client = lagging("a");
		publish("a", 2, 9);
		this.harness.turn();
		this.harness.advance(Duration.ofSeconds(2));
		this.harness.turn();
		client.stream.close(CloseReason.COMPLETED);
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", gapAfter("e-1"), "7", "8", "9");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).endsWith("closed COMPLETED");
	}

	@Test
	void shouldEndStreamWherePolicySaysSo() {
		TestClient client = lagging(OverflowPolicy.DISCONNECT, "a", "b");
		publish("b", 2, 2);
		publish("a", 3, 9);
		fallOff(client);
		assertThat(client.data()).containsExactly("1");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "joined b", "closed OVERFLOW");
	}

	@ParameterizedTest
	@EnumSource
	void shouldTellNoGapToStreamThatHasEverything(OverflowPolicy overflow) {
		TestClient client = lagging(overflow, "a");
		publish("a", 2, 4);
		fallOff(client);
		assertThat(client.data()).containsExactly("1", "2", "3", "4");
	}

	@Test
	void shouldFinishBegunEventThatWasEvictedBeforeTheGap() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		String large = "x".repeat(3 * Sink.MAX_WRITE);
		this.harness.publish("a", large);
		this.harness.turn();
		publish("a", 2, 9);
		fallOff(client);
		assertThat(client.data()).containsExactly(large, gapAfter("e-1"), "7", "8", "9");
		assertThat(client.ids()).containsExactly("e-1", "e-6", "e-7", "e-8", "e-9");
	}

	@Test
	void shouldSayNoToDirectEventsForWhichThereIsNoRoom() {
		TestClient client = lagging("a");
		fillMailbox(client);
		assertThat(this.harness.send(client, "more")).isFalse();
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).hasSize(1 + Mailbox.MAX_MESSAGES).doesNotContain("more");
		assertThat(this.harness.send(client, "again")).isTrue();
	}

	@Test
	void shouldEndStreamForWhoseDirectEventsThereIsNoRoomWherePolicySaysSo() {
		TestClient client = lagging(OverflowPolicy.DISCONNECT, "a");
		fillMailbox(client);
		assertThat(this.harness.send(client, "more")).isFalse();
		this.harness.turnAll();
		assertThat(client.exchange.end).isEqualTo("aborted");
		assertThat(client.listener.calls()).endsWith("closed OVERFLOW");
		assertThat(this.harness.send(client, "again")).isFalse();
	}

	private void fillMailbox(TestClient client) {
		for (int i = 0; i < Mailbox.MAX_MESSAGES; i++) {
			assertThat(this.harness.send(client, "direct")).isTrue();
		}
	}

	private TestClient lagging(String... rooms) {
		return lagging(OverflowPolicy.RESYNC, rooms);
	}

	private TestClient lagging(OverflowPolicy overflow, String... rooms) {
		return lagging(this.harness.create(overflow), rooms);
	}

	private TestClient lagging(TestClient created, String... rooms) {
		TestClient client = this.harness.open(created, rooms);
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		return client;
	}

	// What the stream has yet to read is no longer held for it
	private void fallOff(TestClient client) {
		this.harness.turn();
		this.harness.advance(Duration.ofSeconds(2));
		this.harness.turn();
		client.release();
		this.harness.turnAll();
	}

	private void publish(String room, int first, int last) {
		IntStream.rangeClosed(first, last)
			.forEach((i) -> this.harness.publish(List.of(room), SseEvent.of(String.valueOf(i))));
	}

	private static String gapAfter(String id) {
		return "{\"lastEventId\":\"" + id + "\",\"reason\":\"overflow\"}";
	}

}
