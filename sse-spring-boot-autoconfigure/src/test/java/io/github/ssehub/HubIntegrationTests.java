package io.github.ssehub;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class HubIntegrationTests {

	private static TestServer server;

	private static RecordingListener listener;

	private static SseHub hub;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=1h");
		hub = server.hub();
		listener = server.bean(RecordingListener.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldDescribeTheConnection() throws IOException {
		Instant before = Instant.now();
		try (SseTestClient client = server.open("/rooms?room=a&room=b&x=%C3%A4", "X-User: ann",
				"Last-Event-ID: caf\u00e9\u20ac")) {
			client.readBlock();
			SseConnection connection = connection("a");
			assertThat(connection.user()).isEqualTo("ann");
			assertThat(connection.remoteAddress()).isEqualTo("127.0.0.1");
			assertThat(connection.path()).isEqualTo("/rooms");
			assertThat(connection.parameters()).containsExactly(entry("room", List.of("a", "b")),
					entry("x", List.of("ä")));
			assertThat(connection.lastEventId()).isEqualTo("caf\u00e9\u20ac");
			assertThat(connection.openedAt()).isBetween(before, Instant.now());
			assertThat(connection.rooms()).containsExactlyInAnyOrder("a", "b");
			assertThat(connection.id()).isNotBlank();
			assertThat(hub.connection(connection.id())).isSameAs(connection);
		}
	}

	@Test
	void shouldDescribeAnAnonymousConnection() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			assertThat(connection("a").user()).isNull();
			assertThat(connection("a").lastEventId()).isNull();
			assertThat(connection("a").attributes()).containsExactly(entry("endpoint", "rooms"));
		}
	}

	@Test
	void shouldCutALongLastEventId() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a", "Last-Event-ID: " + "x".repeat(4000))) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			assertThat(connection("a").lastEventId()).hasSize(SseEvent.MAX_ID_LENGTH + 1);
		}
	}

	@Test
	void shouldShareModifiableAttributes() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			connection("a").attributes().put("seen", 1);
			assertThat(connection("a").attributes()).containsEntry("seen", 1);
			assertThat(connection("a").parameters()).isUnmodifiable();
		}
	}

	@Test
	void shouldBroadcastToTheMembersOfARoom() throws IOException {
		try (SseTestClient first = server.open("/rooms?room=a");
				SseTestClient second = server.open("/rooms?room=a");
				SseTestClient other = server.open("/rooms?room=b")) {
			first.readBlock();
			second.readBlock();
			other.readBlock();
			String id = hub.broadcast("a", "update", Map.of("x", 1));
			String block = "event: update\ndata: {\"x\":1}\nid: " + id + "\n";
			assertThat(first.readBlock()).isEqualTo(block);
			assertThat(second.readBlock()).isEqualTo(block);
			hub.broadcast("b", "other");
			assertThat(other.readData()).isEqualTo("other");
		}
	}

	@Test
	void shouldBroadcastToEveryStream() throws IOException {
		try (SseTestClient first = server.open("/rooms?room=a"); SseTestClient second = server.open("/rooms")) {
			first.readBlock();
			second.readBlock();
			String id = hub.broadcast("*", "to all");
			assertThat(first.readBlock()).isEqualTo("data: to all\nid: " + id + "\n");
			assertThat(second.readBlock()).isEqualTo("data: to all\nid: " + id + "\n");
		}
	}

	@Test
	void shouldSendOneEventToSeveralRoomsOnce() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a&room=b")) {
			client.readBlock();
			hub.broadcast(List.of("a", "b", "*"), SseEvent.of("once"));
			hub.broadcast("a", "next");
			assertThat(client.readData()).isEqualTo("once");
			assertThat(client.readData()).isEqualTo("next");
		}
	}

	@Test
	void shouldBroadcastAnEventOfSpring() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			String id = hub.broadcast("a",
					ServerSentEvent.builder("text")
						.id("own")
						.event("named")
						.comment("note")
						.retry(Duration.ofSeconds(2))
						.build());
			assertThat(id).isEqualTo("own");
			assertThat(client.readBlock()).isEqualTo("""
					: note
					event: named
					retry: 2000
					data: text
					id: own
					""");
		}
	}

	@Test
	void shouldSendToOneConnection() throws IOException {
		try (SseTestClient first = server.open("/rooms?room=a&room=x");
				SseTestClient second = server.open("/rooms?room=a")) {
			first.readBlock();
			second.readBlock();
			assertThat(hub.send(connection("x").id(), SseEvent.of("alone"))).isTrue();
			assertThat(hub.send("unknown", SseEvent.of("alone"))).isFalse();
			assertThat(first.readBlock()).isEqualTo("data: alone\n");
			hub.broadcast("a", "both");
			assertThat(second.readData()).isEqualTo("both");
		}
	}

	@Test
	void shouldSendToAllConnectionsOfAUser() throws IOException {
		try (SseTestClient first = server.open("/rooms", "X-User: ann");
				SseTestClient second = server.open("/rooms", "X-User: ann");
				SseTestClient bob = server.open("/rooms", "X-User: bob")) {
			first.readBlock();
			second.readBlock();
			bob.readBlock();
			assertThat(hub.sendToUser("ann", SseEvent.of("hello"))).isEqualTo(2);
			assertThat(hub.sendToUser("eve", SseEvent.of("hello"))).isZero();
			assertThat(first.readBlock()).isEqualTo("data: hello\n");
			assertThat(second.readBlock()).isEqualTo("data: hello\n");
			assertThat(bob.isQuietFor(Duration.ofMillis(50))).isTrue();
		}
	}

	@Test
	void shouldDisconnectAUser() throws IOException {
		try (SseTestClient ann = server.open("/rooms?room=a", "X-User: ann");
				SseTestClient bob = server.open("/rooms?room=b", "X-User: bob")) {
			ann.readBlock();
			bob.readBlock();
			SseConnection connection = connection("a");
			assertThat(hub.disconnectUser("ann")).isEqualTo(1);
			assertThat(ann.readRest()).isEqualTo("event: sse-end\ndata: {\"reason\":\"kicked\"}\n\n");
			listener.awaitClosed(connection, CloseReason.KICKED);
			assertThat(hub.connections()).containsExactly(connection("b"));
			assertThat(hub.disconnectUser("ann")).isZero();
			assertThat(connection.send("late")).isFalse();
		}
	}

	@Test
	void shouldJoinAndLeaveWhileOpen() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			SseConnection connection = connection("a");
			hub.broadcast("late", "before");
			connection.join("late");
			assertThat(connection.isIn("late")).isTrue();
			hub.broadcast("late", "after");
			assertThat(client.readData()).isEqualTo("after");
			connection.leave("late");
			assertThat(connection.isIn("late")).isFalse();
			hub.broadcast("late", "left");
			hub.broadcast("a", "end");
			assertThat(client.readData()).isEqualTo("end");
		}
	}

	@RepeatedTest(20)
	void shouldDeliverWhatWasBroadcastBeforeARoomIsClosed() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=closing")) {
			client.readBlock();
			SseConnection connection = connection("closing");
			hub.broadcast("closing", "first");
			hub.broadcast("closing", "final");
			hub.close("closing");
			assertThat(client.readData()).isEqualTo("first");
			assertThat(client.readData()).isEqualTo("final");
			assertThat(client.readRest()).isEmpty();
			listener.awaitClosed(connection, CloseReason.COMPLETED);
			assertThat(hub.rooms()).doesNotContain("closing");
		}
	}

	@RepeatedTest(20)
	void shouldKeepStreamsOfOtherRoomsWhenARoomIsClosed() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=closing&room=open")) {
			client.readBlock();
			hub.broadcast("closing", "last");
			hub.close("closing");
			hub.broadcast("closing", "late");
			hub.broadcast("open", "still here");
			assertThat(client.readData()).isEqualTo("last");
			assertThat(client.readData()).isEqualTo("still here");
			assertThat(connection("open").rooms()).containsExactly("open");
			hub.close("closing");
		}
	}

	@Test
	void shouldEndAConnection() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			SseConnection connection = connection("a");
			connection.send("last");
			connection.close();
			assertThat(connection.send("late")).isFalse();
			assertThat(client.readBlock()).isEqualTo("data: last\n");
			assertThat(client.readRest()).isEmpty();
			listener.awaitClosed(connection, CloseReason.COMPLETED);
			assertThat(hub.connection(connection.id())).isNull();
			connection.join("after-the-end");
			connection.leave("*");
			connection.close();
			assertThat(hub.rooms()).doesNotContain("after-the-end");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldSeeAtAWriteThatTheClientIsGone(boolean reset) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			SseConnection connection = connection("a");
			end(client, reset);
			await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(10)).until(() -> {
				hub.broadcast("a", "ping");
				return hub.connections().isEmpty();
			});
			listener.awaitClosed(connection, CloseReason.CLIENT_GONE);
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldSeeAtAHeartbeatThatTheClientIsGone(boolean reset) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/rooms?room=a&beat=50")) {
			client.readBlock();
			SseConnection connection = connection("a");
			end(client, reset);
			listener.awaitClosed(connection, CloseReason.CLIENT_GONE);
			server.awaitNoConnections();
			assertThat(listener.calls(connection)).containsExactly("opened", "joined a", "closed CLIENT_GONE");
			assertThat(log.messages()).isEmpty();
		}
	}

	private static void end(SseTestClient client, boolean reset) throws IOException {
		if (reset) {
			client.reset();
		}
		else {
			client.close();
		}
	}

	@Test
	void shouldTellListenersInOrder() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=a")) {
			client.readBlock();
			SseConnection connection = connection("a");
			connection.join("b");
			connection.leave("a");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(listener.calls(connection)).contains("left a"));
			connection.close();
			client.readRest();
			listener.awaitClosed(connection, CloseReason.COMPLETED);
			assertThat(listener.calls(connection)).containsExactly("opened", "joined a", "joined b", "left a",
					"closed COMPLETED");
			Application application = server.bean(Application.class);
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(application.calls).filteredOn((call) -> call.contains(connection.id()))
					.containsExactly("first opened " + connection.id(), "second opened " + connection.id(),
							"event opened " + connection.id(), "first closed " + connection.id(),
							"second closed " + connection.id(), "event closed COMPLETED " + connection.id()));
		}
	}

	@Test
	void shouldLetListenersUseTheHub() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=greeting")) {
			client.readBlock();
			assertThat(client.readData()).isEqualTo("welcome");
		}
	}

	@Test
	void shouldCallOtherListenersWhenOneFails() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/rooms?room=failing")) {
			client.readBlock();
			SseConnection connection = connection("failing");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(listener.calls(connection)).contains("joined failing"));
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(log.messages()).singleElement().asString().startsWith("WARN"));
			hub.broadcast("failing", "still");
			assertThat(client.readData()).isEqualTo("still");
		}
	}

	@Test
	void shouldRefuseBadArguments() {
		assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast("", "data"));
		assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast("a\n", "data"));
		assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast("a", (Object) null));
		assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast(List.of(), SseEvent.of("data")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> hub.broadcast("a", SseEvent.builder().id(hub.position()).data("data").build()));
		assertThatIllegalArgumentException().isThrownBy(() -> hub.close("*"));
		assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast("a", "x".repeat(300 * 1024)))
			.isInstanceOf(SseEventTooLargeException.class)
			.withMessageContaining("sse.limits.event-size");
	}

	@Test
	void shouldRefuseToOpenAStreamWithoutRequest() {
		assertThatIllegalStateException().isThrownBy(() -> hub.open(SseSubscription.to("a")))
			.withMessageContaining("No current request");
	}

	@Test
	void shouldFilterEventsOfOneStream() throws IOException {
		try (SseTestClient client = server.open("/filtered")) {
			client.readBlock();
			hub.broadcast("a", SseEvent.builder().event("yes").data("1").attribute("level", 1).build());
			hub.broadcast("a", SseEvent.builder().event("yes").data("2").attribute("level", 2).build());
			hub.broadcast("a", SseEvent.builder().event("no").data("3").attribute("level", 2).build());
			hub.broadcast("a", SseEvent.builder().event("yes").data("4").attribute("level", 2).build());
			assertThat(client.readData()).isEqualTo("2");
			assertThat(client.readData()).isEqualTo("4");
		}
	}

	private static SseConnection connection(String room) {
		List<SseConnection> connections = new ArrayList<>(hub.connections(room));
		assertThat(connections).hasSize(1);
		return connections.get(0);
	}

	@RestController
	@Import({ RecordingListener.class, FirstListener.class, SecondListener.class, Greeter.class })
	static class Application {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@SseEndpoint("/rooms")
		SseSubscription rooms(@RequestParam(name = "room", required = false) List<String> rooms,
				@RequestParam(required = false) Long beat) {
			SseSubscription subscription = SseSubscription.to((rooms != null) ? rooms : List.of())
				.attribute("endpoint", "rooms");
			return (beat != null) ? subscription.heartbeat(Duration.ofMillis(beat)) : subscription;
		}

		@SseEndpoint("/filtered")
		SseSubscription filtered() {
			return SseSubscription.to("a")
				.filter((event) -> "yes".equals(event.event()))
				.filter((event) -> event.room().equals("a")
						&& Integer.valueOf(2).equals(event.attributes().get("level")));
		}

		@EventListener
		void opened(SseConnectionOpenedEvent event) {
			this.calls.add("event opened " + event.connection().id());
		}

		@EventListener
		void closed(SseConnectionClosedEvent event) {
			this.calls.add("event closed " + event.reason() + " " + event.connection().id());
		}

		@Bean
		Filter userFilter() {
			return (request, response, chain) -> {
				String user = ((HttpServletRequest) request).getHeader("X-User");
				chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return (user != null) ? () -> user : null;
					}

				}, response);
			};
		}

	}

	@Order(2)
	static class SecondListener implements SseHubListener {

		private final Application application;

		SecondListener(Application application) {
			this.application = application;
		}

		@Override
		public void opened(SseConnection connection) {
			this.application.calls.add("second opened " + connection.id());
		}

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			this.application.calls.add("second closed " + connection.id());
		}

	}

	@Order(1)
	static class FirstListener implements SseHubListener {

		private final Application application;

		FirstListener(Application application) {
			this.application = application;
		}

		@Override
		public void opened(SseConnection connection) {
			this.application.calls.add("first opened " + connection.id());
		}

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			this.application.calls.add("first closed " + connection.id());
		}

		@Override
		public void joined(SseConnection connection, String room) {
			if (room.equals("failing")) {
				throw new IllegalStateException("test");
			}
		}

	}

	static class Greeter implements SseHubListener {

		private final SseHub hub;

		Greeter(SseHub hub) {
			this.hub = hub;
		}

		@Override
		public void joined(SseConnection connection, String room) {
			if (room.equals("greeting")) {
				this.hub.broadcast(room, "welcome");
			}
		}

	}

}
