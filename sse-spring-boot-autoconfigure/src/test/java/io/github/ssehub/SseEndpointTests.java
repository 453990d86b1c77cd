package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SseEndpointTests {

	private static final String OPENING = ":\nevent: sse-open\nretry: 3000\ndata: \\{}\nid: [0-9a-z]+-[0-9a-z]+\n";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "test.retry=7s", "test.heartbeat=PT0.05S");
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
	@ValueSource(strings = { "/void/a", "/string/a", "/plain-string/a", "/list/a", "/set/a", "/subscription/a",
			"/emitter/a", "/get-emitter/a", "/plain-emitter/a", "/entity/void-rooms/a", "/entity/string/a",
			"/entity/list/a", "/entity/subscription/a", "/entity/emitter/a", "/get-entity-emitter/a" })
	void shouldJoinTheRoomThatTheMethodReturns(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(server.hub().connections("a")).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactly("a"));
			String id = server.hub().broadcast("a", "hello");
			assertThat(client.readBlock()).isEqualTo("data: hello\nid: " + id + "\n");
		}
	}

	@Test
	void shouldAddRoomsOfTheAnnotationToThoseOfTheMethod() throws IOException {
		try (SseTestClient client = server.open("/both/a")) {
			client.readBlock();
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactlyInAnyOrder("a", "news"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/null/string", "/null/list", "/null/subscription" })
	void shouldJoinOnlyTheRoomsOfTheAnnotationForNull(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactly("news"));
		}
	}

	@Test
	void shouldOpenAStreamInNoRoom() throws IOException {
		try (SseTestClient client = server.open("/no-room")) {
			client.readBlock();
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).isEmpty());
			server.hub().broadcast("*", "to all");
			assertThat(client.readData()).isEqualTo("to all");
		}
	}

	@Test
	void shouldAnswerAnEntityWithoutBodyWithItsStatus() throws IOException {
		try (SseTestClient client = server.open("/entity/no-content")) {
			assertThat(client.status()).isEqualTo(204);
			assertThat(client.header("X-Why")).isEqualTo("gone");
			assertThat(client.readRest()).isEmpty();
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldSendHeadersOfAnEntity() throws IOException {
		try (SseTestClient client = server.open("/entity/subscription/a")) {
			assertThat(client.header("X-Test")).isEqualTo("yes");
			assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
		}
	}

	@Test
	void shouldSendHeadersOfAStream() throws IOException {
		try (SseTestClient client = server.open("/string/a")) {
			assertThat(client.headers()).contains(entry("Content-Type", "text/event-stream"),
					entry("Cache-Control", "no-cache, no-transform"), entry("X-Accel-Buffering", "no"));
			assertThat(client.headers()).doesNotContainKeys("Content-Length", "Content-Encoding", "ETag", "Pragma");
		}
	}

	@Test
	void shouldFlushTheOpeningBlockAtOnce() throws IOException {
		server.open("/string/a").close();
		long start = System.nanoTime();
		try (SseTestClient client = server.open("/string/a")) {
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
			assertThat(client.isQuietFor(Duration.ofMillis(50))).isTrue();
		}
	}

	@Test
	void shouldOpenAtThePositionOfTheHub() throws IOException {
		String before = server.hub().broadcast("a", "before");
		try (SseTestClient client = server.open("/string/a")) {
			assertThat(client.readBlock()).endsWith("id: " + before + "\n");
			assertThat(server.hub().position()).isEqualTo(before);
			server.hub().broadcast("a", "after");
			assertThat(client.readData()).isEqualTo("after");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/void/a", "/string/a", "/emitter/a", "/get-emitter/a", "/entity/subscription/a",
			"/get-entity-emitter/a", "/connection" })
	void shouldAnswerHeadWithTheHeadersOnly(String path) throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", path, "Connection: close")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.headers()).contains(entry("Content-Type", "text/event-stream"),
					entry("Cache-Control", "no-cache, no-transform"), entry("X-Accel-Buffering", "no"));
			assertThat(client.isConnectionClosed()).isTrue();
			server.awaitNoConnections();
		}
	}

	@Test
	void shouldStreamTheAnswerToAPost() throws IOException {
		try (SseTestClient client = SseTestClient.raw(server.port(), """
				POST /post HTTP/1.1\r
				Host: localhost\r
				Content-Type: text/plain\r
				Content-Length: 1\r
				\r
				a""")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).matches(OPENING);
			server.hub().broadcast("a", "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@Test
	void shouldRefuseOtherMethods() throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "POST", "/string/a", "Content-Length: 0")) {
			assertThat(client.status()).isEqualTo(405);
		}
		try (SseTestClient client = server.open("/post")) {
			assertThat(client.status()).isEqualTo(405);
		}
	}

	@Test
	void shouldServeHttp10() throws IOException {
		try (SseTestClient client = SseTestClient.raw(server.port(), "GET /string/a HTTP/1.0\r\n\r\n")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Transfer-Encoding")).isNull();
			assertThat(client.readBlock()).matches(OPENING);
			server.hub().broadcast("a", "hello");
			assertThat(client.readData()).isEqualTo("hello");
			server.hub().connections("a").forEach(SseConnection::close);
			assertThat(client.readRest()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Accept: text/event-stream", "Accept: */*", "Accept: text/*;q=0.1", "X-No-Accept: 1",
			"Accept: text/event-stream;charset=utf-8" })
	void shouldServeClientsThatAcceptEventStreams(String accept) throws IOException {
		try (SseTestClient client = server.open("/string/a", accept)) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.readBlock()).matches(OPENING);
		}
	}

	@Test
	void shouldRefuseClientsThatDoNotAcceptEventStreams() throws IOException {
		try (SseTestClient client = server.open("/string/a", "Accept: application/json")) {
			assertThat(client.status()).isEqualTo(406);
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldUseRetryAndHeartbeatOfTheAnnotation() throws IOException {
		try (SseTestClient client = server.open("/timing")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 5000\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldResolvePlaceholdersInRetryAndHeartbeat() throws IOException {
		try (SseTestClient client = server.open("/timing/placeholders")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 7000\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldPreferRetryAndHeartbeatOfTheSubscription() throws IOException {
		try (SseTestClient client = server.open("/timing/subscription")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 1000\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldPassThroughAnEmitterOfTheApplication() throws IOException {
		try (SseTestClient client = server.open("/unmanaged")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readRest()).isEqualTo("data:plain\n\n");
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldKeepWhatAConnectionArgumentDoesBeforeTheStreamIsOpen() throws IOException {
		try (SseTestClient client = server.open("/connection")) {
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(client.readBlock()).isEqualTo("data: first\n");
			assertThat(client.readBlock()).isEqualTo("event: named\ndata: second\n");
			assertThat(client.readBlock()).isEqualTo("retry: 9000\n");
			server.hub().broadcast("joined", "third");
			assertThat(client.readData()).isEqualTo("third");
			assertThat(server.hub().connections()).singleElement()
				.satisfies(
						(connection) -> assertThat(connection.rooms()).containsExactlyInAnyOrder("joined", "returned"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/connection/failing", "/connection/no-stream" })
	void shouldForgetAConnectionWithoutStream(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isNotEqualTo(500);
			assertThat(client.readRest()).doesNotContain("data:");
			server.awaitNoConnections();
			assertThat(server.hub().rooms()).doesNotContain("abandoned");
		}
	}

	@Test
	void shouldEndAStreamThatWasClosedBeforeItOpened() throws IOException {
		try (SseTestClient client = server.open("/connection/closed")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(client.readBlock()).isEqualTo("data: last\n");
			assertThat(client.readRest()).isEmpty();
			server.awaitNoConnections();
		}
	}

	@Test
	void shouldForgetAStreamThatIsOpenedTwice() throws IOException {
		try (SseTestClient client = server.open("/twice")) {
			assertThat(client.status()).isEqualTo(409);
			server.awaitNoConnections();
		}
	}

	@Test
	void shouldServeTheNextRequestOnAConnectionWhoseStreamEnded() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = SseTestClient.raw(server.port(), """
				GET /connection/closed HTTP/1.1\r
				Host: localhost\r
				\r
				GET /connection/closed HTTP/1.1\r
				Host: localhost\r
				Connection: close\r
				\r
				""")) {
			assertThat(client.readBlock()).matches(OPENING);
			assertThat(client.readBlock()).isEqualTo("data: last\n");
			assertThat(client.readRest()).isEmpty();
			assertThat(client.readAfterResponse()).contains("HTTP/1.1 200").contains("data: last\n");
			assertThat(log.messages()).isEmpty();
		}
	}

	@RestController
	@Import({ PlainController.class, ConnectionController.class })
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/void/{room}", rooms = "{room}")
		void nothing() {
		}

		@SseEndpoint("/no-room")
		void noRoom() {
		}

		@SseEndpoint("/string/{room}")
		String string(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/list/{room}")
		List<String> list(@PathVariable String room) {
			return List.of(room);
		}

		@SseEndpoint("/set/{room}")
		Set<String> set(@PathVariable String room) {
			return Set.of(room);
		}

		@SseEndpoint("/subscription/{room}")
		SseSubscription subscription(@PathVariable String room) {
			return SseSubscription.to(room);
		}

		@SseEndpoint("/emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

		@GetMapping("/get-emitter/{room}")
		SseEmitter getEmitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

		@GetMapping("/get-entity-emitter/{room}")
		ResponseEntity<SseEmitter> getEntityEmitter(@PathVariable String room) {
			return ResponseEntity.ok(this.hub.open(SseSubscription.to(room)));
		}

		@SseEndpoint("/entity/void-rooms/{room}")
		ResponseEntity<Collection<String>> entityOfCollection(@PathVariable String room) {
			return ResponseEntity.ok(Set.of(room));
		}

		@SseEndpoint("/entity/string/{room}")
		ResponseEntity<String> entityOfString(@PathVariable String room) {
			return ResponseEntity.ok(room);
		}

		@SseEndpoint("/entity/list/{room}")
		ResponseEntity<List<String>> entityOfList(@PathVariable String room) {
			return ResponseEntity.ok(List.of(room));
		}

		@SseEndpoint("/entity/subscription/{room}")
		ResponseEntity<SseSubscription> entityOfSubscription(@PathVariable String room) {
			return ResponseEntity.ok().header("X-Test", "yes").body(SseSubscription.to(room));
		}

		@SseEndpoint("/entity/emitter/{room}")
		ResponseEntity<SseEmitter> entityOfEmitter(@PathVariable String room) {
			return ResponseEntity.ok(this.hub.open(SseSubscription.to(room)));
		}

		@SseEndpoint("/entity/no-content")
		ResponseEntity<SseSubscription> noContent() {
			return ResponseEntity.noContent().header("X-Why", "gone").build();
		}

		@SseEndpoint(path = "/both/{room}", rooms = "news")
		String both(@PathVariable String room) {
			return room;
		}

		@SseEndpoint(path = "/null/string", rooms = "news")
		String nullString() {
			return null;
		}

		@SseEndpoint(path = "/null/list", rooms = "news")
		List<String> nullList() {
			return null;
		}

		@SseEndpoint(path = "/null/subscription", rooms = "news")
		SseSubscription nullSubscription() {
			return null;
		}

		@SseEndpoint(path = "/post", method = RequestMethod.POST)
		String post(@RequestBody String room) {
			return room;
		}

		@SseEndpoint(path = "/timing", retry = "5s", heartbeat = "50ms")
		void timing() {
		}

		@SseEndpoint(path = "/timing/placeholders", retry = "${test.retry}",
				heartbeat = "${test.other-heartbeat:${test.heartbeat}}")
		void placeholders() {
		}

		@SseEndpoint(path = "/timing/subscription", retry = "5s", heartbeat = "1h")
		SseSubscription timingOfSubscription() {
			return SseSubscription.to("a").retry(Duration.ofSeconds(1)).heartbeat(Duration.ofMillis(50));
		}

		@SseEndpoint("/unmanaged")
		SseEmitter unmanaged() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("plain");
			emitter.complete();
			return emitter;
		}

		@SseEndpoint("/twice")
		SseEmitter twice() {
			this.hub.open(SseSubscription.to("a"));
			try {
				return this.hub.open(SseSubscription.to("a"));
			}
			catch (IllegalStateException ex) {
				throw new ConflictException();
			}
		}

	}

	@Controller
	static class PlainController {

		private final SseHub hub;

		PlainController(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/plain-string/{room}")
		String string(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/plain-emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

	}

	@Controller
	static class ConnectionController {

		@SseEndpoint(path = "/connection", rooms = "returned")
		void connection(SseConnection connection) {
			connection.join("joined");
			connection.send("first");
			connection.send("named", "second");
			connection.retry(Duration.ofSeconds(9));
		}

		@SseEndpoint("/connection/failing")
		void failing(SseConnection connection) {
			connection.join("abandoned");
			connection.send("never");
			throw new ConflictException();
		}

		@GetMapping("/connection/no-stream")
		@ResponseBody
		String noStream(SseConnection connection) {
			connection.join("abandoned");
			connection.send("never");
			return "no stream";
		}

		@SseEndpoint("/connection/closed")
		void closed(SseConnection connection) {
			connection.send("last");
			connection.close();
		}

	}

	@ResponseStatus(HttpStatus.CONFLICT)
	static class ConflictException extends RuntimeException {

	}

}
