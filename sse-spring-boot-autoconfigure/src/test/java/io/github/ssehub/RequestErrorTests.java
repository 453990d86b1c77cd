package io.github.ssehub;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bad requests for streams to an application that handles all exceptions.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class RequestErrorTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.limits.rooms=1", "sse.endpoint.path=/sse",
				"sse.endpoint.rooms=*", "spring.servlet.multipart.max-file-size=1KB");
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
			/returned?room=*         | Room '*' is reserved
			/returned?room=a%0Ab     | Room name must not contain control characters
			/returned?room=a&room=b  | An event stream may be in 1 rooms at the most
			/template                | Request must have a value for 'room'
			/joined?room=*           | Room '*' is reserved
			/joined?room=a&room=b    | An event stream may be in 1 rooms at the most
			/emitter?room=*          | Room '*' is reserved
			/emitter?room=a&room=b   | An event stream may be in 1 rooms at the most
			/sse                     | Request must name at least one room
			/sse?room=*              | Room '*' is reserved
			/sse?room=a&room=b       | An event stream may be in 1 rooms at the most
			/no-stream?room=*        | Room '*' is reserved
			/returned?room=%ED%A0%80           | Request parameters cannot be read
			/returned?room=%zz                 | Request parameters cannot be read
			/template?room=%ED%A0%80           | Request parameters cannot be read
			/joined?room=a&other=%C3           | Request parameters cannot be read
			/plain?lastEventId=%ED%A0%80       | Request parameters cannot be read
			/caller?lastEventId=%ED%A0%80      | Request parameters cannot be read
			/plain-emitter?evs_last_event_id=% | Request parameters cannot be read
			/sse?room=%ED%A0%80                | Request parameters cannot be read
			/sse?%ED%A0%80=a                   | Request parameters cannot be read
			""")
	void shouldAnswerWithAProblemDetailWhateverTheClientAccepts(String path, String detail) throws IOException {
		for (String accept : List.of("Accept: text/event-stream", "Accept: */*", "X-No-Accept: 1",
				"Accept: text/event-stream, text/plain;q=0.5")) {
			try (LogCapture log = new LogCapture();
					SseTestClient client = server.open(path, accept, "Connection: close")) {
				assertThat(client.status()).isEqualTo(400);
				assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
				assertThat(client.readRest()).startsWith("{")
					.endsWith("}")
					.contains("\"title\":\"Bad Request\"", "\"status\":400", "\"detail\":\"" + detail);
				server.awaitNoConnections();
				assertThat(log.messages()).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/returned?room=*", "/returned?room=a&room=b", "/template", "/joined?room=*",
			"/joined?room=a&room=b", "/joined-and-returned?room=a", "/emitter?room=*", "/emitter?room=a&room=b",
			"/entity?room=*", "/entity?room=a&room=b", "/sse", "/sse?room=*", "/sse?room=a&room=b" })
	void shouldAnswerAHeadRequestLikeAGet(String path) throws IOException {
		for (String method : List.of("GET", "HEAD")) {
			try (LogCapture log = new LogCapture();
					SseTestClient client = SseTestClient.request(server.port(), method, path, "Connection: close")) {
				assertThat(client.status()).as(method).isEqualTo(400);
				assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
				server.awaitNoConnections();
				assertThat(log.messages()).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "/broadcast?room=*%0A,handled SseRoomNameException", "/failing,handled IllegalStateException" })
	void shouldLeaveOtherErrorsToTheApplication(String path, String body) throws IOException {
		try (SseTestClient client = server.open(path, "Connection: close")) {
			assertThat(client.status()).isEqualTo(409);
			assertThat(client.readRest()).contains(body);
		}
	}

	// Whose parameters cannot be read either
	@Test
	void shouldLeaveAnUploadThatIsTooLargeToTheApplication() throws IOException {
		String part = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + "a".repeat(2000)
				+ "\r\n--x--\r\n";
		try (SseTestClient client = SseTestClient.raw(server.port(), """
				POST /upload HTTP/1.1\r
				Host: localhost\r
				Accept: text/event-stream\r
				Content-Type: multipart/form-data; boundary=x\r
				Content-Length: %d\r
				Connection: close\r
				\r
				%s""".formatted(part.length(), part))) {
			assertThat(client.status()).isEqualTo(409);
			assertThat(client.readRest()).contains("handled MaxUploadSizeExceededException");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/failing-emitter", "/returned", "/late", "/none" })
	void shouldWriteWhatTheApplicationMakesOfAnError(String path) throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open(path, "Accept: text/event-stream", "Connection: close")) {
			assertThat(client.status()).isEqualTo(409);
			assertThat(client.header("Content-Type")).isEqualTo("application/json");
			assertThat(client.readRest()).contains("handled ");
			assertThat(log.messages()).allMatch((message) -> message.contains("Source of an event stream failed"));
		}
	}

	@RestController
	@Import(CatchAll.class)
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/returned")
		List<String> returned(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@SseEndpoint(path = "/plain", rooms = "plain")
		void plain() {
		}

		@SseEndpoint(path = "/upload", method = RequestMethod.POST)
		Stream<String> upload(@RequestParam MultipartFile file) {
			return Stream.of(file.getName());
		}

		@SseEndpoint("/caller")
		Stream<String> caller() {
			return Stream.of("hello");
		}

		@GetMapping("/plain-emitter")
		SseEmitter plainEmitter() {
			return this.hub.open(SseSubscription.to("plain"));
		}

		@SseEndpoint(path = "/template", rooms = "{room}")
		void template() {
		}

		@SseEndpoint("/joined")
		void joined(@RequestParam("room") List<String> rooms, SseConnection connection) {
			rooms.forEach(connection::join);
		}

		@GetMapping("/emitter")
		SseEmitter emitter(@RequestParam("room") List<String> rooms) {
			return this.hub.open(SseSubscription.to(rooms));
		}

		@GetMapping("/entity")
		ResponseEntity<SseEmitter> entity(@RequestParam("room") List<String> rooms) {
			return ResponseEntity.ok(emitter(rooms));
		}

		@SseEndpoint(path = "/joined-and-returned", rooms = "b")
		void joinedAndReturned(@RequestParam String room, SseConnection connection) {
			connection.join(room);
		}

		@GetMapping("/no-stream")
		String noStream(@RequestParam String room, SseConnection connection) {
			connection.join(room);
			return "joined";
		}

		@GetMapping("/broadcast")
		String broadcast(@RequestParam String room) {
			return this.hub.broadcast(room, "hello");
		}

		@GetMapping("/failing-emitter")
		SseEmitter failingEmitter() {
			throw new IllegalStateException();
		}

		@SseEndpoint("/late")
		CompletionStage<String> late() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException();
			}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
		}

		@SseEndpoint("/failing")
		String failing() {
			throw new IllegalStateException();
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		@ResponseStatus(HttpStatus.CONFLICT)
		Map<String, String> handle(Exception ex) {
			return Map.of("message", "handled " + ex.getClass().getSimpleName());
		}

	}

}
