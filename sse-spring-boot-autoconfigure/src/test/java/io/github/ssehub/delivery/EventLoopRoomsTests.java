package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopRoomsTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldMergeRoomsOfLiveStream() {
		TestClient client = this.harness.open("a", "b");
		TestClient a = this.harness.open("a");
		TestClient b = this.harness.open("b");
		publishInTurns(1, 8);
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
		assertThat(a.data()).containsExactly("1", "3", "5", "7");
		assertThat(b.data()).containsExactly("2", "4", "6", "8");
	}

	@Test
	void shouldMergeRoomsOfLaggingStream() {
		TestClient client = this.harness.open("a", "b");
		client.sink.limit(1);
		publishInTurns(1, 1);
		this.harness.turn();
		publishInTurns(2, 200);
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).hasSize(200).isSortedAccordingTo(EventLoopRoomsTests::compareNumbers);
		assertThat(client.ids()).doesNotHaveDuplicates();
	}

	@Test
	void shouldMergeRoomsThatGrowInDifferentTurns() {
		TestClient client = this.harness.open("a", "b");
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("b", "2");
		this.harness.turn();
		this.harness.publish("b", "3");
		this.harness.publish("a", "4");
		this.harness.turn();
		assertThat(client.data()).containsExactly("1", "2", "3", "4");
	}

	@Test
	void shouldDeliverEventOfTwoRoomsOnce() {
		TestClient both = this.harness.open("a", "b", "*");
		TestClient one = this.harness.open("b", "*");
		this.harness.publish(List.of("a", "b"), SseEvent.of("1"));
		this.harness.turn();
		this.harness.publish(List.of("*", "b", "a"), SseEvent.of("2"));
		this.harness.publish(List.of("a", "b"), SseEvent.of("3"));
		this.harness.turn();
		assertThat(both.data()).containsExactly("1", "2", "3");
		assertThat(one.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldDeliverEventOfTwoRoomsOnceToLaggingStream() {
		TestClient client = this.harness.open("a", "b", "*");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish(List.of("a", "b"), SseEvent.of("2"));
		this.harness.publish(List.of("*", "b", "a"), SseEvent.of("3"));
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldShowOnlyLaterEventsOfRoomThatIsJoined() {
		TestClient client = this.harness.open("a");
		this.harness.publish("b", "1");
		this.harness.turn();
		client.stream.join("b");
		this.harness.publish("b", "2");
		this.harness.turn();
		assertThat(client.data()).containsExactly("2");
	}

	@Test
	void shouldShowOnlyLaterEventsOfRoomThatIsJoinedWithinOneTurn() {
		TestClient client = this.harness.open("a");
		TestClient member = this.harness.open("b");
		this.harness.publish("b", "1");
		client.stream.join("b");
		this.harness.publish("a", "2");
		this.harness.publish("b", "3");
		this.harness.turn();
		assertThat(client.data()).containsExactly("2", "3");
		assertThat(member.data()).containsExactly("1", "3");
	}

	@Test
	void shouldShowOnlyLaterEventsToStreamThatOpensWithinOneTurn() {
		TestClient member = this.harness.open("a");
		this.harness.publish("a", "1");
		TestClient client = this.harness.create();
		this.harness.attach(client, client.open(List.of("a"), StartRequest.NOW));
		this.harness.publish("a", "2");
		this.harness.turn();
		assertThat(client.data()).containsExactly("2");
		assertThat(member.data()).containsExactly("1", "2");
	}

	@Test
	void shouldShowOnlyLaterEventsOfRoomThatIsJoinedToLaggingStream() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.publish("b", "2");
		this.harness.turn();
		this.harness.publish("b", "3");
		client.stream.join("b");
		this.harness.publish("a", "4");
		this.harness.publish("b", "5");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "4", "5");
	}

	@Test
	void shouldDeliverNothingOfRoomThatWasLeft() {
		TestClient client = this.harness.open("a", "b");
		this.harness.publish("a", "1");
		client.stream.leave("a");
		this.harness.publish("a", "2");
		this.harness.publish("b", "3");
		this.harness.turn();
		assertThat(client.data()).containsExactly("3");
		assertThat(client.listener.calls()).endsWith("left a");
		assertThat(this.harness.log.rooms()).contains("a", "b");
	}

	@Test
	void shouldDeliverNothingOfRoomThatWasLeftWhileLagging() {
		TestClient client = this.harness.open("a", "b");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		this.harness.publish("b", "3");
		this.harness.publish(List.of("a", "b"), SseEvent.of("4"));
		this.harness.turn();
		client.stream.leave("a");
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "3", "4");
	}

	@Test
	void shouldFinishEventOfRoomThatWasLeft() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "x".repeat(10_000));
		this.harness.publish("a", "2");
		this.harness.turn();
		client.stream.leave("a");
		client.release();
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("data: " + "x".repeat(10_000) + "\nid: e-1\n\n");
	}

	@Test
	void shouldNotLeaveARoomThatIsClosedBeforeItsTurn() {
		TestClient one = this.harness.open("a", "b");
		TestClient two = this.harness.open("a", "b");
		for (TestClient client : List.of(one, two)) {
			// So that the other has to wait for the next turn
			client.sink.onWrite(() -> this.harness.advance(Duration.ofMillis(2)));
		}
		this.harness.publish("a", "1");
		this.harness.close("a", one, two);
		this.harness.publish("b", "2");
		this.harness.turnAll();
		assertThat(one.data()).containsExactly("1", "2");
		assertThat(two.data()).containsExactly("1", "2");
	}

	@Test
	void shouldNotLeaveARoomThatIsClosedBeforeAllWasRead() {
		TestClient client = this.harness.open("a", "b");
		String padding = "x".repeat(Sink.MAX_WRITE - 100);
		for (int i = 1; i <= 20; i++) {
			this.harness.publish("a", i + padding);
		}
		this.harness.close("a", client);
		this.harness.turnAll();
		this.harness.publish("b", "21");
		this.harness.turnAll();
		assertThat(client.data()).hasSize(21);
	}

	@Test
	void shouldNotDeliverWhatCameBetweenLeaveAndJoin() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		client.stream.leave("a");
		this.harness.publish("a", "3");
		client.stream.join("a");
		this.harness.publish("a", "4");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "4");
	}

	@Test
	void shouldLeaveRoomThatIsJoinedAndClosedWithinATurn() {
		TestClient client = this.harness.open("a");
		AtomicBoolean done = new AtomicBoolean();
		client.sink.onWrite(() -> {
			if (done.compareAndSet(false, true)) {
				client.stream.join("x");
				this.harness.close("x", client);
			}
		});
		this.harness.send(client, "direct");
		this.harness.turnAll();
		this.harness.publish("x", "of a closed room");
		this.harness.turnAll();
		client.stream.join("x");
		this.harness.turnAll();
		this.harness.publish("x", "1");
		this.harness.publish("a", "2");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("direct", "1", "2");
		assertThat(client.ids()).doesNotHaveDuplicates();
	}

	@Test
	void shouldDeliverARoomThatIsClosedAndJoinedAgainBeforeItWasRead() {
		TestClient client = this.harness.open("a", "b");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		this.harness.close("a", client);
		client.stream.join("a");
		this.harness.publish("a", "3");
		this.harness.turnAll();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2", "3");
		this.harness.publish("a", "4");
		this.harness.turnAll();
		assertThat(client.data()).endsWith("3", "4");
	}

	@Test
	void shouldForgetRoomThatLastMemberLeft() {
		LoopHarness harness = new LoopHarness(0);
		TestClient client = harness.open("a", "b");
		client.stream.leave("a");
		harness.turn();
		assertThat(harness.log.rooms()).containsExactly("b");
	}

	@Test
	void shouldDeliverAcrossLoops() {
		LoopHarness harness = new LoopHarness(0, DataSize.ofMegabytes(1), 2);
		TestClient first = harness.open(harness.create(0, null, Duration.ZERO), "a");
		TestClient second = harness.open(harness.create(1, null, Duration.ZERO), "a");
		harness.publish("a", "1");
		harness.turn();
		assertThat(first.data()).containsExactly("1");
		assertThat(harness.log.bytes()).isPositive();
		harness.turnAll();
		assertThat(second.data()).containsExactly("1");
		assertThat(harness.log.bytes()).isZero();
	}

	private void publishInTurns(int first, int last) {
		for (int i = first; i <= last; i++) {
			this.harness.publish((i % 2 == 1) ? "a" : "b", String.valueOf(i));
		}
	}

	private static int compareNumbers(String first, String second) {
		return Integer.compare(Integer.parseInt(first), Integer.parseInt(second));
	}

	// As another thread may do it while the loop writes to the stream
	@Test
	void shouldEndAfterAllThatWasAskedForBefore() {
		TestClient client = this.harness.open("a");
		client.sink.onWrite(() -> {
			client.sink.onWrite(() -> {
			});
			client.stream.join("b");
			client.stream.close(CloseReason.COMPLETED);
		});
		this.harness.send(client, "1");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1");
		assertThat(client.listener.calls()).endsWith("joined b", "closed COMPLETED");
	}

}
