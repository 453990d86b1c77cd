package io.github.ssehub;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SseEndpointRoomTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class);
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
	@CsvSource(delimiter = '|', textBlock = """
			/prices/dax?user=ann             | prices:dax | user-ann-dax
			/prices/dax?user=a&user=b        | prices:dax | user-a-dax
			/prices/dax?symbol=no&user=ann   | prices:dax | user-ann-dax
			/prices/%7Buser%7D?user=ann      | prices:{user} | user-ann-{user}
			/prices/dax?user=%7Bsymbol%7D    | prices:dax | user-{symbol}-dax
			/prices/dax?user=%24%7Bos.name%7D | prices:dax | user-${os.name}-dax
			/prices/dax?user=%241%5C1        | prices:dax | user-$1\\1-dax
			/prices/%C3%A4%E2%82%AC?user=ann | prices:ä€ | user-ann-ä€
			/prices/dax?user=*               | prices:dax | user-*-dax
			""")
	void shouldExpandTemplatesOnce(String path, String first, String second) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactlyInAnyOrder(first, second));
			server.hub().broadcast(second, "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@Test
	void shouldRefuseARequestWithoutAValueForATemplate() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/prices/dax")) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(server.hub().connections()).isEmpty();
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource
	void shouldRefuseHostileRoomNames(String path, String room) throws IOException {
		Set<String> before = server.hub().rooms();
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open(path + "?room=" + room)) {
			assertThat(client.status()).isEqualTo(400);
			server.awaitNoConnections();
			assertThat(server.hub().rooms()).isEqualTo(before);
			assertThat(log.messages()).isEmpty();
		}
	}

	static Stream<Arguments> shouldRefuseHostileRoomNames() {
		List<String> names = List.of("x".repeat(129), "a%0Ab", "a%0Db", "a%00b", "%7F", "%C2%85", "*", "");
		return Stream.of("/string", "/list", "/template", "/hub", "/join", "/subscription")
			.flatMap((path) -> names.stream().map((name) -> Arguments.of(path, name)));
	}

	@Test
	void shouldRefuseHostileRoomNamesOfOtherRequests() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/broadcast?room=a%0Ab")) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldServeRoomNamesOfAnyOtherCharacters() throws IOException {
		String room = "%20%3F%26%3A%2F%F0%9F%98%80" + "x".repeat(121);
		try (SseTestClient client = server.open("/string?room=" + room)) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			server.hub().broadcast(" ?&:/\uD83D\uDE00" + "x".repeat(121), "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@Test
	void shouldKeepNothingOfAStreamWithOneHostileRoomAmongOthers() throws IOException {
		try (SseTestClient client = server.open("/list?room=good&room=*")) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(server.hub().connections()).isEmpty();
			assertThat(server.hub().rooms()).doesNotContain("good");
		}
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/prices/{symbol}", rooms = { "prices:{symbol}", "user-{user}-{symbol}" })
		void prices() {
		}

		@SseEndpoint("/string")
		String string(@RequestParam String room) {
			return room;
		}

		@SseEndpoint("/list")
		List<String> list(@RequestParam("room") List<String> rooms) {
			return rooms.isEmpty() ? List.of("") : rooms;
		}

		@SseEndpoint(path = "/template", rooms = "{room}")
		void template() {
		}

		@GetMapping("/hub")
		SseEmitter hub(@RequestParam String room) {
			return this.hub.open(SseSubscription.to(room));
		}

		@GetMapping("/broadcast")
		String broadcast(@RequestParam String room) {
			return this.hub.broadcast(room, "hello");
		}

		@SseEndpoint("/join")
		void join(@RequestParam String room, SseConnection connection) {
			connection.join(room);
		}

		@SseEndpoint("/subscription")
		SseSubscription subscription(@RequestParam String room) {
			return SseSubscription.to("good", room);
		}

	}

}
