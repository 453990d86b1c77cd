package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * What the libraries that came before this one could do.
 */
class SeedParityTests {

	private static TestServer server;

	private static SseHub hub;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.endpoint.path=/sse",
				"sse.endpoint.rooms=*");
		hub = server.hub();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		server.bean(Application.class).opened.clear();
	}

	private static SseTestClient open(String path) throws IOException {
		SseTestClient client = server.open(path);
		assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
		return client;
	}

	private static SseConnection connection() throws InterruptedException {
		return server.bean(Application.class).opened.poll(10, TimeUnit.SECONDS);
	}

	/**
	 * The module {@code sse} of npm: {@code new SSE(server)}.
	 */
	@Nested
	class SseJs {

		@Test
		void shouldAttachAtAPath() throws IOException {
			try (SseTestClient client = server.open("/sse?room=a")) {
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
				assertThat(client.header("Cache-Control")).startsWith("no-cache");
			}
		}

		@Test
		void shouldOpenTheClientAtOnce() throws IOException {
			try (SseTestClient client = server.open("/sse?room=a")) {
				assertThat(client.readBlock()).isNotEmpty();
			}
		}

		@Test
		void shouldTellOfAConnectionAndItsQuery() throws Exception {
			try (SseTestClient client = open("/sse?room=a&token=x%20y")) {
				assertThat(connection().parameters()).containsExactly(entry("room", List.of("a")),
						entry("token", List.of("x y")));
			}
		}

		@Test
		void shouldSendData() throws Exception {
			try (SseTestClient client = open("/sse?room=a")) {
				connection().send("hello");
				assertThat(client.readBlock()).isEqualTo("data: hello\n");
			}
		}

		@Test
		void shouldSendEventDataAndId() throws Exception {
			try (SseTestClient client = open("/sse?room=a")) {
				connection().send(SseEvent.builder().event("named").data("hello").id("42").build());
				assertThat(client.readBlock()).isEqualTo("event: named\ndata: hello\nid: 42\n");
			}
		}

		@Test
		void shouldSendAnObjectOfAllFields() throws Exception {
			try (SseTestClient client = open("/sse?room=a")) {
				connection().send(
						SseEvent.builder().event("named").data("a\nb").id("42").retry(Duration.ofMillis(100)).build());
				assertThat(client.readBlock()).isEqualTo("event: named\nretry: 100\ndata: a\ndata: b\nid: 42\n");
			}
		}

		@Test
		void shouldCloseAConnection() throws Exception {
			try (SseTestClient client = open("/sse?room=a")) {
				connection().close();
				assertThat(client.readRest()).isEmpty();
			}
		}

		@Test
		void shouldVerifyRequests() throws IOException {
			try (SseTestClient client = server.open("/sse?room=a&token=wrong")) {
				assertThat(client.status()).isEqualTo(403);
			}
		}

	}

	/**
	 * The module {@code simple-sse} of npm.
	 */
	@Nested
	class SimpleSse {

		@Test
		void shouldAddAClientAndSetItsRetryTime() throws IOException {
			try (SseTestClient client = server.open("/add")) {
				assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 1500\n");
			}
			try (SseTestClient client = open("/sse?room=a")) {
				hub.connections("a").get(0).retry(Duration.ofSeconds(4));
				assertThat(client.readBlock()).isEqualTo("retry: 4000\n");
			}
		}

		@Test
		void shouldJoinAndLeaveRooms() throws Exception {
			try (SseTestClient client = open("/add")) {
				SseConnection connection = connection();
				connection.join("x");
				connection.join("y");
				assertThat(connection.isIn("x")).isTrue();
				assertThat(connection.isIn("*")).isTrue();
				connection.leave("x");
				assertThat(connection.isIn("x")).isFalse();
				assertThat(connection.rooms()).containsExactly("y");
				connection.join("z");
				connection.leave("*");
				assertThat(connection.rooms()).isEmpty();
				assertThat(connection.isIn("*")).isTrue();
				hub.broadcast("z", "not for it");
				hub.broadcast("*", "all");
				assertThat(client.readData()).isEqualTo("all");
			}
		}

		@Test
		void shouldSendObjectsAsJson() throws Exception {
			try (SseTestClient client = open("/add")) {
				SseConnection connection = connection();
				assertThat(hub.send(connection.id(), SseEvent.of("named", Map.of("a", List.of(1, 2))))).isTrue();
				assertThat(client.readBlock()).isEqualTo("event: named\ndata: {\"a\":[1,2]}\n");
			}
		}

		@Test
		void shouldBroadcastToARoomOrToAll() throws IOException {
			try (SseTestClient inRoom = open("/sse?room=a"); SseTestClient outside = open("/add")) {
				hub.broadcast("a", "named", "one line\nanother");
				hub.broadcast("*", "all");
				assertThat(inRoom.readBlock()).startsWith("event: named\ndata: one line\ndata: another\nid: ");
				assertThat(inRoom.readData()).isEqualTo("all");
				assertThat(outside.readData()).isEqualTo("all");
			}
		}

		@Test
		void shouldBeatEvery20SecondsByDefault() {
			assertThat(server.bean(HubStreams.class)).extracting("settings.heartbeat")
				.isEqualTo(Duration.ofSeconds(20));
		}

	}

	/**
	 * Notes on the protocol.
	 */
	@Nested
	class Protocol {

		@Test
		void shouldSendTheHeadersOfAStreamThatIsNotCached() throws IOException {
			try (SseTestClient client = server.open("/add")) {
				assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
				assertThat(client.header("Cache-Control")).contains("no-cache");
				// Connection: keep-alive is what HTTP/1.1 does without a header
				assertThat(client.header("Connection")).isNotEqualTo("close");
			}
		}

		@Test
		void shouldTellClientsToReconnectAfterThreeSeconds() throws IOException {
			try (SseTestClient client = server.open("/sse?room=a")) {
				assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 3000\n");
			}
		}

		@Test
		void shouldSendUnnamedEvents() throws IOException {
			try (SseTestClient client = open("/sse?room=a")) {
				String id = hub.broadcast("a", "hello");
				assertThat(client.readBlock()).isEqualTo("data: hello\nid: " + id + "\n");
			}
		}

		@Test
		void shouldSendEachFieldInALineOfItsOwn() throws IOException {
			try (SseTestClient client = open("/sse?room=a")) {
				hub.broadcast("a",
						SseEvent.builder()
							.comment("c")
							.event("e")
							.data("1\r\n2\r3\n")
							.id("i")
							.retry(Duration.ofSeconds(1))
							.build());
				assertThat(client.readBlock()).isEqualTo("""
						: c
						event: e
						retry: 1000
						data: 1
						data: 2
						data: 3
						data:\s
						id: i
						""");
			}
		}

	}

	@RestController
	static class Application implements SseHubListener {

		private final BlockingQueue<SseConnection> opened = new LinkedBlockingQueue<>();

		@SseEndpoint(path = "/add", retry = "1500ms")
		void add() {
		}

		@Override
		public void opened(SseConnection connection) {
			this.opened.add(connection);
		}

		@Bean
		SseConnectInterceptor verifyRequest() {
			return (request, subscription) -> {
				String query = request.getURI().getQuery();
				if (query != null && query.contains("token=wrong")) {
					throw new SseConnectionRefusedException(HttpStatus.FORBIDDEN);
				}
				return subscription;
			};
		}

	}

}
