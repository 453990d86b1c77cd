package io.github.ssehub.hub;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.codec.ServerSentEvent;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.TestHub.TestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class DefaultSseHubTests {

	private final TestHub test = new TestHub();

	private final DefaultSseHub hub = this.test.hub;

	@AfterEach
	void stop() {
		this.test.stop();
	}

	@Test
	void shouldBroadcastToRoom() {
		TestStream member = this.test.open("a");
		TestStream other = this.test.open("b");
		String first = this.hub.broadcast("a", "1");
		String second = this.hub.broadcast("a", "name", 2);
		String third = this.hub.broadcast("a", ServerSentEvent.builder("3").build());
		awaitText(member, "data: 1\nid: " + first + "\n\nevent: name\ndata: 2\nid: " + second + "\n\ndata: 3\nid: "
				+ third + "\n\n");
		assertThat(other.text()).doesNotContain("data: ");
		assertThat(this.hub.position()).isEqualTo(third);
	}

	@Test
	void shouldBroadcastToAllStreams() {
		TestStream first = this.test.open("a");
		TestStream second = this.test.open();
		this.hub.broadcast("*", "hi");
		awaitText(first, "data: hi\n");
		awaitText(second, "data: hi\n");
	}

	@Test
	void shouldBroadcastOnceToSeveralRooms() {
		TestStream stream = this.test.open("a", "b");
		this.hub.broadcast(List.of("a", "b", "*"), SseEvent.of("once"));
		this.hub.broadcast("a", "end");
		awaitText(stream, "data: end\n");
		assertThat(stream.text()).containsOnlyOnce("data: once\n");
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.broadcast("a", (Object) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.broadcast((String) null, "hi"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.broadcast("a", (SseEvent) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.broadcast((List<String>) null, SseEvent.of(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.open(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.send(null, SseEvent.of(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.sendToUser(null, SseEvent.of(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.disconnectUser(null));
	}

	@Test
	void shouldOpenOnlyOnRequestThread() {
		assertThatIllegalStateException().isThrownBy(() -> this.hub.open(SseSubscription.to("a")));
	}

	@Test
	void shouldSendToConnection() {
		TestStream stream = this.test.open("a");
		TestStream other = this.test.open("a");
		assertThat(this.hub.send(stream.connection.id(), SseEvent.of("hi"))).isTrue();
		assertThat(this.hub.send("unknown", SseEvent.of("hi"))).isFalse();
		awaitText(stream, "data: hi\n\n");
		assertThat(other.text()).doesNotContain("data: hi");
	}

	@Test
	void shouldSendToUser() {
		TestStream first = this.test.open("ann", SseSubscription.to("a"));
		TestStream second = this.test.open("ann", SseSubscription.to("b"));
		TestStream other = this.test.open("bob", SseSubscription.to("a"));
		assertThat(this.hub.sendToUser("ann", SseEvent.of("hi"))).isEqualTo(2);
		assertThat(this.hub.sendToUser("nobody", SseEvent.of("hi"))).isZero();
		awaitText(first, "data: hi\n\n");
		awaitText(second, "data: hi\n\n");
		assertThat(other.text()).doesNotContain("data: hi");
	}

	@Test
	void shouldSendInEveryWay() {
		TestStream stream = this.test.open("ann", SseSubscription.to("a"));
		String id = stream.connection.id();
		assertThat(this.hub.send(id, 1)).isTrue();
		assertThat(this.hub.send(id, "name", 2)).isTrue();
		assertThat(this.hub.send(id, ServerSentEvent.builder(3).build())).isTrue();
		assertThat(this.hub.sendToUser("ann", 4)).isOne();
		assertThat(this.hub.sendToUser("ann", "name", SseData.of(5))).isOne();
		assertThat(this.hub.sendToUser("ann", (Object) SseEvent.of("name", 6))).isOne();
		assertThat(stream.connection.send(ServerSentEvent.builder(7).build())).isTrue();
		assertThat(stream.connection.send((Object) SseEvent.of("name", 8))).isTrue();
		awaitText(stream, """
				data: 1

				event: name
				data: 2

				data: 3

				data: 4

				event: name
				data: 5

				event: name
				data: 6

				data: 7

				event: name
				data: 8

				""");
	}

	static Stream<Object> events() {
		return Stream.of(SseEvent.of("hi"), ServerSentEvent.builder("hi").build());
	}

	@ParameterizedTest
	@MethodSource("events")
	void shouldRefuseAnEventAsDataOfANamedEvent(Object event) {
		TestStream stream = this.test.open("ann", SseSubscription.to("a"));
		String id = stream.connection.id();
		List<ThrowingCallable> ways = List.of(() -> this.hub.broadcast("a", "name", event),
				() -> this.hub.broadcast(List.of("a"), "name", event), () -> this.hub.send(id, "name", event),
				() -> this.hub.sendToUser("ann", "name", event), () -> stream.connection.send("name", event));
		assertThat(ways).allSatisfy((way) -> assertThatIllegalArgumentException().isThrownBy(way)
			.withMessageStartingWith("'data' must not be an event"));
		assertThat(stream.connection.send("end")).isTrue();
		awaitText(stream, "data: end\n");
		assertThat(stream.text()).doesNotContain("name");
	}

	@Test
	void shouldDisconnectUser() {
		TestStream first = this.test.open("ann", SseSubscription.to("a"));
		TestStream other = this.test.open("bob", SseSubscription.to("a"));
		assertThat(this.hub.disconnectUser("ann")).isEqualTo(1);
		awaitEnd(first);
		assertThat(other.end).isNull();
		await().untilAsserted(() -> assertThat(this.hub.connections()).containsExactly(other.connection));
		assertThat(this.hub.disconnectUser("ann")).isZero();
		await().until(() -> this.test.calls.contains("closed KICKED"));
	}

	@Test
	void shouldReturnConnections() {
		TestStream a = this.test.open("a");
		TestStream both = this.test.open("a", "b");
		List<SseConnection> before = this.hub.connections();
		assertThat(before).containsExactlyInAnyOrder(a.connection, both.connection);
		assertThat(this.hub.connections("a")).containsExactlyInAnyOrder(a.connection, both.connection);
		assertThat(this.hub.connections("b")).containsExactly(both.connection);
		assertThat(this.hub.connections("*")).hasSize(2);
		assertThat(this.hub.connections("c")).isEmpty();
		assertThat(this.hub.connection(a.connection.id())).isSameAs(a.connection);
		assertThat(this.hub.connection("unknown")).isNull();
		a.connection.close();
		awaitEnd(a);
		await().until(() -> this.hub.connection(a.connection.id()) == null);
		assertThat(this.hub.connections("a")).containsExactly(both.connection);
		assertThat(before).hasSize(2);
	}

	@Test
	void shouldReturnRooms() {
		TestStream stream = this.test.open("a");
		this.hub.broadcast("b", "kept");
		assertThat(this.hub.rooms()).containsExactlyInAnyOrder("a", "b");
		stream.connection.close();
		await().until(() -> !this.hub.rooms().contains("a"));
		assertThat(this.hub.rooms()).containsExactly("b");
	}

	@Test
	void shouldCloseRoom() {
		TestStream one = this.test.open("a");
		TestStream both = this.test.open("a", "b");
		TestStream other = this.test.open("b");
		this.hub.broadcast("a", "last");
		this.hub.close("a");
		awaitEnd(one);
		assertThat(one.text()).contains("data: last\n");
		await().until(() -> this.test.calls.contains("left a"));
		assertThat(both.end).isNull();
		assertThat(both.connection.rooms()).containsExactly("b");
		assertThat(other.end).isNull();
		await().until(() -> !this.hub.rooms().contains("a"));
	}

	@Test
	void shouldNotCloseRoomOfAllStreams() {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.hub.close("*"));
	}

	@Test
	void shouldDoNothingOnceDrained() {
		TestStream stream = this.test.open("ann", SseSubscription.to("a"));
		String id = this.hub.broadcast("a", "before");
		this.test.stop();
		assertThat(stream.end).isEqualTo("completed");
		assertThat(stream.text()).contains("data: before\n");
		await().until(() -> this.test.calls.contains("closed " + CloseReason.DRAINED));
		assertThat(this.hub.broadcast("a", "after")).isEqualTo(id);
		assertThat(this.hub.send(stream.connection.id(), SseEvent.of("after"))).isFalse();
		assertThat(this.hub.sendToUser("ann", SseEvent.of("after"))).isZero();
		SseEvent own = SseEvent.builder().id("own").data("after").build();
		assertThat(this.hub.broadcast(List.of("a", "*"), own)).as("not its own id").isEqualTo(id);
		assertThat(this.hub.send("unknown", new CompletableFuture<>())).as("not written").isFalse();
		assertThat(this.hub.position()).isEqualTo(id);
		assertThat(this.hub.connections()).isEmpty();
	}

	private static void awaitText(TestStream stream, String text) {
		await().until(() -> stream.text().contains(text));
	}

	private static void awaitEnd(TestStream stream) {
		await().until(() -> stream.end != null);
		assertThat(stream.end).isEqualTo("completed");
	}

}
