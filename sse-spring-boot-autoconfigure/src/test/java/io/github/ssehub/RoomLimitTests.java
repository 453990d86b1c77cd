package io.github.ssehub;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class RoomLimitTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.limits.rooms=3", "sse.endpoint.path=/sse",
				"sse.endpoint.rooms=*");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/returned?room=a&room=b&room=c&room=d", "/annotation?room=c&room=d",
			"/emitter?room=a&room=b&room=c&room=d", "/sse?room=a&room=b&room=c&room=d",
			"/joined?room=a&room=b&room=c&room=d", "/joined-and-returned?room=a&room=b",
			"/returned?room=a&room=b&intercepted=c&intercepted=d", "/emitter?room=a&room=b&intercepted=c&intercepted=d",
			"/sse?room=a&room=b&intercepted=c&intercepted=d" })
	void shouldRefuseAStreamInMoreRooms(String path) throws IOException {
		Set<String> before = server.hub().rooms();
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open(path, "Accept: text/event-stream", "Connection: close")) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(client.readRest()).contains("\"status\":400")
				.contains("\"detail\":\"An event stream may be in 3 rooms at the most\"");
			server.awaitNoConnections();
			assertThat(server.hub().rooms()).isEqualTo(before);
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/returned?room=a&room=b&room=c", "/returned?room=a&room=a&room=b&room=b&room=c",
			"/annotation?room=c", "/annotation?room=a&room=b&room=c", "/emitter?room=a&room=b&room=c",
			"/sse?room=a&room=b&room=c", "/joined?room=a&room=b&room=c&room=a", "/joined-and-returned?room=c",
			"/returned?room=a&room=b&intercepted=c&intercepted=b" })
	void shouldOpenAStreamInAsManyRooms(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactlyInAnyOrder("a", "b", "c"));
		}
	}

	@Test
	void shouldRefuseThousandsOfRooms() throws IOException {
		Set<String> before = server.hub().rooms();
		String body = IntStream.range(0, 5000)
			.mapToObj((room) -> "\"r" + room + "\"")
			.collect(Collectors.joining(",", "[", "]"));
		try (SseTestClient client = SseTestClient.raw(server.port(),
				"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
						+ body.length() + "\r\n\r\n" + body)) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(server.hub().rooms()).isEqualTo(before);
		}
	}

	@Test
	void shouldKeepAStreamThatWouldJoinMoreRooms() throws IOException {
		try (SseTestClient client = server.open("/returned?room=a&room=b&room=c")) {
			client.readBlock();
			SseConnection connection = server.hub().connections().get(0);
			assertThatExceptionOfType(SseRoomLimitException.class).isThrownBy(() -> connection.join("d"))
				.withMessage("Event stream in 4 rooms is over the limit of 3 rooms (property 'sse.limits.rooms')");
			connection.join("a");
			assertThat(connection.rooms()).containsExactly("a", "b", "c");
			server.hub().broadcast("d", "not for it");
			connection.leave("b");
			connection.join("d");
			server.hub().broadcast("d", "for it");
			assertThat(client.readData()).isEqualTo("for it");
		}
	}

	@Test
	void shouldRefuseARequestThatHasAStreamJoinMoreRooms() throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open("/returned?room=a&room=b&room=c");
				SseTestClient other = server.open("/late?room=d")) {
			assertThat(other.status()).isEqualTo(400);
			client.readBlock();
			server.hub().broadcast("c", "goes on");
			assertThat(client.readData()).isEqualTo("goes on");
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldLetAStreamThatHasEndedJoinNothing() throws IOException {
		SseConnection connection;
		try (SseTestClient client = server.open("/returned?room=a&room=b&room=c")) {
			client.readBlock();
			connection = server.hub().connections().get(0);
			connection.close();
			assertThat(client.readRest()).isEmpty();
		}
		connection.join("d");
		assertThat(connection.rooms()).doesNotContain("d");
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/returned")
		List<String> returned(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@SseEndpoint(path = "/annotation", rooms = { "a", "b" })
		List<String> annotation(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@SseEndpoint("/joined")
		void joined(@RequestParam("room") List<String> rooms, SseConnection connection) {
			rooms.forEach(connection::join);
		}

		@SseEndpoint("/joined-and-returned")
		List<String> joinedAndReturned(@RequestParam("room") List<String> rooms, SseConnection connection) {
			connection.join("a");
			connection.join("b");
			return rooms.contains("c") ? rooms : List.of("c", "d");
		}

		@SseEndpoint(path = "/body", method = RequestMethod.POST)
		List<String> body(@RequestBody List<String> rooms) {
			return rooms;
		}

		@GetMapping("/emitter")
		SseEmitter emitter(@RequestParam("room") List<String> rooms) {
			return this.hub.open(SseSubscription.to(rooms));
		}

		@GetMapping("/late")
		void late(@RequestParam String room) {
			this.hub.connections().forEach((connection) -> connection.join(room));
		}

		@Bean
		SseConnectInterceptor interceptor() {
			return (request, subscription) -> subscription.and(intercepted(request.getURI().getQuery()));
		}

		private static List<String> intercepted(String query) {
			return (query != null) ? List.of(query.split("&"))
				.stream()
				.filter((parameter) -> parameter.startsWith("intercepted="))
				.map((parameter) -> parameter.substring(12))
				.toList() : List.of();
		}

	}

}
