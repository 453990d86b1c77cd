package io.github.ssehub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class RefusalTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.endpoint.path=/sse", "sse.endpoint.rooms=news");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { EVENT_SOURCE, "Accept: */*", "Accept: text/html", "Accept: image/png", "X-None: 1",
			"Accept: application/json", "Accept: not a type" })
	void shouldAnswerWithAProblemWhateverTheClientAccepts(String accept) throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open("/emitter", accept, "X-Refuse: 429")) {
			assertThat(client.status()).isEqualTo(429);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(client.header("Retry-After")).isEqualTo("30");
			JsonNode problem = problem(client);
			assertThat(problem.get("status").asInt()).isEqualTo(429);
			assertThat(problem.get("title").asString()).isEqualTo("Too Many Requests");
			assertThat(problem.get("detail").asString()).isEqualTo("Fünf sind genug");
			assertThat(problem.get("limit").asInt()).isEqualTo(5);
			server.awaitNoConnections();
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/stream", "/emitter", "/refusing", "/written" })
	void shouldAnswerWhereverARequestIsRefused(String path) throws IOException {
		try (SseTestClient client = server.open(path, EVENT_SOURCE, "X-Refuse: 403")) {
			assertThat(client.status()).isEqualTo(403);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(problem(client).get("status").asInt()).isEqualTo(403);
			server.awaitNoConnections();
		}
	}

	@Test
	void shouldAnswerForTheReadyMadeEndpoint() throws IOException {
		try (SseTestClient client = server.open("/sse?room=secret", EVENT_SOURCE)) {
			assertThat(client.status()).isEqualTo(403);
			assertThat(problem(client).get("title").asString()).isEqualTo("Forbidden");
		}
	}

	@Test
	void shouldSendHeadersOfSeveralValues() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/stream"))
			.header("X-Refuse", "401")
			.build();
		HttpResponse<Void> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"a\"",
				"Basic realm=\"b\"");
		assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
	}

	@Test
	void shouldSendNoBodyWithNoContent() throws IOException {
		try (SseTestClient client = server.open("/stream", EVENT_SOURCE, "X-Refuse: 204", "Connection: close")) {
			assertThat(client.status()).isEqualTo(204);
			assertThat(client.headers()).doesNotContainKeys("Content-Type", "Transfer-Encoding");
			assertThat(client.header("Retry-After")).isEqualTo("30");
			assertThat(client.readAfterResponse()).isEmpty();
		}
	}

	@Test
	void shouldRedirect() throws IOException {
		try (SseTestClient client = server.open("/stream", EVENT_SOURCE, "X-Refuse: 307")) {
			assertThat(client.status()).isEqualTo(307);
			assertThat(client.header("Location")).isEqualTo("/elsewhere");
		}
	}

	@Test
	void shouldAnswerAHeadRequestWithoutBody() throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", "/stream", EVENT_SOURCE,
				"X-Refuse: 429", "Connection: close")) {
			assertThat(client.status()).isEqualTo(429);
			assertThat(client.header("Retry-After")).isEqualTo("30");
			assertThat(client.readAfterResponse()).isEmpty();
		}
	}

	@Test
	void shouldLeaveOtherExceptionsToTheApplication() throws IOException {
		try (SseTestClient client = server.open("/failing", "Accept: */*")) {
			assertThat(client.status()).isEqualTo(409);
		}
	}

	@Test
	void shouldAnswerWithTheStatusIfTheProblemCannotBeWritten() throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open("/stream", EVENT_SOURCE, "X-Refuse: 422", "Connection: close")) {
			assertThat(client.status()).isEqualTo(422);
			assertThat(client.readRest()).isEmpty();
			assertThat(log.messages()).singleElement().asString().contains("Problem detail cannot be written");
		}
	}

	private static JsonNode problem(SseTestClient client) throws IOException {
		return new JsonMapper().readTree(client.readRest());
	}

	@RestController
	@Import(CatchAll.class)
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/stream", rooms = "room")
		void stream() {
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			return this.hub.open(SseSubscription.to("room"));
		}

		@SseEndpoint("/refusing")
		String refusing() {
			throw new SseConnectionRefusedException(HttpStatus.FORBIDDEN);
		}

		@GetMapping("/written")
		SseEmitter written(HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			response.getOutputStream().print("to be thrown away");
			return this.hub.open(SseSubscription.to("room"));
		}

		@SseEndpoint("/failing")
		String failing() {
			throw new IllegalStateException("test");
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		String handle(Exception ex) {
			return "The controller catches everything";
		}

		@Bean
		SseConnectInterceptor interceptor() {
			return (request, subscription) -> {
				String status = request.getHeaders().getFirst("X-Refuse");
				if (status == null) {
					return subscription;
				}
				throw refusal(HttpStatusCode.valueOf(Integer.parseInt(status)));
			};
		}

		private static SseConnectionRefusedException refusal(HttpStatusCode status) {
			SseConnectionRefusedException refusal = new SseConnectionRefusedException(status, "Fünf sind genug")
				.header("Retry-After", "30")
				.header("Content-Type", "text/plain");
			refusal.getBody().setProperty("limit", (status.value() != 422) ? 5 : new Recursive());
			return switch (status.value()) {
				case 401 -> refusal.header("WWW-Authenticate", "Bearer realm=\"a\"")
					.header("WWW-Authenticate", "Basic realm=\"b\"");
				case 307 -> refusal.header("Location", "/elsewhere");
				default -> refusal;
			};
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAll {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
		Map<String, String> handle(Throwable ex) {
			return Map.of("error", "The advice catches everything");
		}

	}

	/**
	 * Cannot be written as JSON.
	 */
	public static class Recursive {

		public Recursive getSelf() {
			return this;
		}

	}

}
