package io.github.ssehub.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopDirectTests {

	private final LoopHarness harness = new LoopHarness();

	@Test
	void shouldSendToOneStreamWithoutId() {
		TestClient client = this.harness.open("a");
		TestClient other = this.harness.open("a");
		assertThat(this.harness.send(client, "hi")).isTrue();
		this.harness.turn();
		assertThat(client.text()).isEqualTo("data: hi\n\n");
		assertThat(other.text()).isEmpty();
	}

	@Test
	void shouldSendToStreamWithoutRooms() {
		TestClient client = this.harness.open();
		this.harness.send(client, "hi");
		this.harness.turn();
		assertThat(client.data()).containsExactly("hi");
	}

	@Test
	void shouldSendBlock() {
		TestClient client = this.harness.open("a");
		byte[] block = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);
		assertThat(client.stream.send(block, block.length)).isTrue();
		this.harness.turn();
		assertThat(client.text()).isEqualTo("retry: 1000\n\n");
	}

	@Test
	void shouldSendInOrderOfRoomEvents() {
		TestClient client = this.harness.open("a", "b");
		publishAndSend(client);
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("direct 0", "1", "direct 1", "2", "3", "direct 3", "direct 3", "4");
	}

	@Test
	void shouldSendInOrderOfRoomEventsWhileLagging() {
		TestClient client = this.harness.open("a", "b");
		client.sink.limit(1);
		this.harness.publish("a", "0");
		this.harness.turn();
		publishAndSend(client);
		this.harness.turnAll();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("0", "direct 0", "1", "direct 1", "2", "3", "direct 3", "direct 3",
				"4");
	}

	private void publishAndSend(TestClient client) {
		this.harness.send(client, "direct 0");
		this.harness.publish("a", "1");
		this.harness.send(client, "direct 1");
		this.harness.publish("b", "2");
		this.harness.publish("a", "3");
		this.harness.send(client, "direct 3");
		this.harness.send(client, "direct 3");
		this.harness.publish("b", "4");
	}

	@Test
	void shouldSendAfterRoomEventsOfOtherStreams() {
		TestClient client = this.harness.open("a");
		this.harness.publish("other", "1");
		this.harness.send(client, "direct");
		this.harness.publish("a", "2");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("direct", "2");
	}

	@Test
	void shouldSendBetweenOpeningBlockAndLaterEvents() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		assertThat(this.harness.send(client, "early")).isTrue();
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.attach(client, start);
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("retry: 3000\nid: e-0\n\ndata: early\n\ndata: 1\nid: e-1\n\n");
	}

	@Test
	void shouldFinishLargeEventFirst() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "x".repeat(20_000));
		this.harness.turn();
		this.harness.send(client, "direct");
		this.harness.turn();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("x".repeat(20_000), "direct");
	}

	@Test
	void shouldSplitLargeDirectEvent() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.send(client, "x".repeat(20_000));
		this.harness.publish("a", "1");
		for (int i = 0; i < 5; i++) {
			this.harness.turnAll();
			client.release(1);
		}
		assertThat(client.data()).containsExactly("x".repeat(20_000), "1");
	}

	@Test
	void shouldRefuseMoreThanMailboxHolds() {
		TestClient client = this.harness.open("a");
		for (int i = 0; i < Mailbox.MAX_MESSAGES; i++) {
			assertThat(this.harness.send(client, String.valueOf(i))).isTrue();
		}
		assertThat(this.harness.send(client, "more")).isFalse();
		this.harness.turnAll();
		assertThat(this.harness.send(client, "again")).isTrue();
		this.harness.turnAll();
		assertThat(client.data()).hasSize(Mailbox.MAX_MESSAGES + 1).endsWith("again").doesNotContain("more");
	}

	@Test
	void shouldRefuseMoreBytesThanMailboxHolds() {
		TestClient client = this.harness.open("a");
		String half = "x".repeat(Mailbox.MAX_BYTES / 2);
		assertThat(this.harness.send(client, half)).isTrue();
		assertThat(this.harness.send(client, half)).isFalse();
		this.harness.turnAll();
		assertThat(this.harness.send(client, half)).isTrue();
		this.harness.turnAll();
		assertThat(this.harness.send(client, half + half + half)).isTrue();
	}

	@Test
	void shouldEndAfterWhatCameBefore() {
		TestClient client = this.harness.open("a");
		this.harness.publish("a", "1");
		this.harness.send(client, "direct");
		client.stream.close(CloseReason.COMPLETED);
		assertThat(this.harness.send(client, "late")).isFalse();
		this.harness.publish("a", "2");
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "direct");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.stream.isEnded()).isTrue();
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "closed COMPLETED");
	}

	@ParameterizedTest
	@EnumSource(names = { "KICKED", "UNAUTHORIZED" })
	void shouldEndAtOnceWhoMayGetNothingMore(CloseReason reason) {
		TestClient client = this.harness.open("a");
		this.harness.publish("a", "1");
		this.harness.send(client, "direct");
		client.stream.close(reason);
		assertThat(this.harness.send(client, "late")).isFalse();
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).endsWith("closed " + reason);
	}

	@Test
	void shouldEndLaggingStreamAfterWhatCameBefore() {
		TestClient client = this.harness.open("a");
		client.sink.limit(1);
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		client.stream.close(CloseReason.COMPLETED);
		this.harness.publish("a", "3");
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		client.release();
		this.harness.turnAll();
		assertThat(client.data()).containsExactly("1", "2");
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldEndWhenMailboxIsFull() {
		TestClient client = this.harness.open("a");
		while (this.harness.send(client, "x")) {
			assertThat(client.stream.isEnded()).isFalse();
		}
		client.stream.close(CloseReason.COMPLETED);
		this.harness.turnAll();
		assertThat(client.data()).hasSize(Mailbox.MAX_MESSAGES);
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldEndOnceForTheFirstReason() {
		TestClient client = this.harness.open("a");
		client.stream.close(CloseReason.KICKED);
		client.stream.close(CloseReason.DRAINED);
		this.harness.turnAll();
		assertThat(client.listener.calls()).endsWith("closed KICKED");
	}

	@Test
	void shouldOpenAndEndStreamThatIsClosedBeforeAttachment() {
		TestClient client = this.harness.create();
		StreamStart start = client.open(List.of("a"), StartRequest.NOW);
		client.stream.close(CloseReason.DRAINED);
		this.harness.turnAll();
		this.harness.attach(client, start);
		this.harness.turnAll();
		assertThat(client.text()).isEqualTo("retry: 3000\nid: e-0\n\n");
		assertThat(client.exchange.end).isEqualTo("completed");
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "closed DRAINED");
	}

}
