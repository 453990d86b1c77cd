package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ShutdownTests {

	private static final String DATA = "x".repeat(100 * 1024);

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldEndAllStreamsSoon(TestServer.Kind kind) throws IOException {
		TestServer server = start(kind);
		SseHub hub = server.hub();
		RecordingListener listener = server.bean(RecordingListener.class);
		List<SseTestClient> clients = new ArrayList<>();
		List<Socket> stalled = new ArrayList<>();
		try (LogCapture log = new LogCapture()) {
			for (int i = 0; i < 5; i++) {
				clients.add(server.open("/rooms/quiet"));
				clients.get(i).readBlock();
				stalled.add(SseTestClient.openStalled(server.port(), "/rooms/busy"));
			}
			await().atMost(Duration.ofSeconds(10)).until(() -> hub.connections().size() == 10);
			for (int i = 0; i < 120; i++) {
				hub.broadcast("busy", DATA);
			}
			List<SseConnection> connections = hub.connections();
			hub.broadcast("quiet", "last");
			long start = System.nanoTime();
			server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			for (SseTestClient client : clients) {
				assertThat(client.readData()).isEqualTo("last");
				assertThat(client.readRest())
					.matches("event: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"drained\"}\n\n");
			}
			assertThat(connections)
				.allSatisfy((connection) -> assertThat(listener.calls(connection)).last().isEqualTo("closed DRAINED"));
			assertThat(log.warnings()).isEmpty();
			assertDoesNothing(hub);
		}
		finally {
			for (Socket socket : stalled) {
				socket.close();
			}
		}
	}

	private static void assertDoesNothing(SseHub hub) {
		String position = hub.position();
		assertThat(hub.broadcast("quiet", "late")).isEqualTo(position);
		assertThat(hub.broadcast("quiet", SseEvent.builder().id("own").data("late").build())).isNotNull();
		assertThat(hub.position()).isEqualTo(position);
		assertThat(hub.sendToUser("ann", SseEvent.of("late"))).isZero();
		assertThat(hub.send("id", SseEvent.of("late"))).isFalse();
		assertThat(hub.connections()).isEmpty();
		hub.disconnectUser("ann");
		hub.close("quiet");
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldCloseAtOnceWithoutStreams(TestServer.Kind kind) {
		TestServer server = start(kind, "sse.drain.delay=10s");
		long start = System.nanoTime();
		server.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldTellNewClientsToComeBackWhileStreamsEnd(TestServer.Kind kind) throws Exception {
		try (TestServer server = start(kind); SseTestClient before = server.open("/rooms/a")) {
			before.readBlock();
			HubLifecycle lifecycle = server.bean(HubLifecycle.class);
			CountDownLatch stopped = new CountDownLatch(1);
			lifecycle.stop(stopped::countDown);
			await().atMost(Duration.ofSeconds(10))
				.until(() -> server.hub().broadcast("a", "x").equals(server.hub().position()));
			try (SseTestClient client = server.open("/rooms/a")) {
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
				assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
				assertThat(client.readRest()).isEqualTo(":\nretry: 3000\n");
			}
			before.readRest();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(lifecycle.isRunning()).isFalse();
			lifecycle.start();
			try (SseTestClient client = server.open("/rooms/a")) {
				client.readBlock();
				server.hub().broadcast("a", "again");
				assertThat(client.readData()).isEqualTo("again");
			}
		}
	}

	private static TestServer start(TestServer.Kind kind, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("sse.replay.size=64MB", "sse.replay.total=128MB"));
		return TestServer.start(kind, Application.class, all.toArray(new String[0]));
	}

	@RestController
	@Import(RecordingListener.class)
	static class Application {

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

	}

}
