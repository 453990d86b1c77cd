package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.UserHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests for more streams than there may be, behind a proxy that the server trusts.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class LimitTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private final List<SseTestClient> clients = new ArrayList<>();

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "server.forward-headers-strategy=native",
				"sse.limits.connections=6", "sse.limits.per-user=3", "sse.limits.per-address=4",
				"sse.limits.rooms-total=5", "sse.endpoint.path=/sse", "sse.endpoint.rooms=*", "sse.retry=1500ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void captureLog() {
		this.log = new LogCapture();
	}

	@AfterEach
	void closeStreams() throws IOException {
		for (SseTestClient client : this.clients) {
			client.close();
		}
		server.closeStreams();
		assertThat(this.log.messages()).isEmpty();
		this.log.close();
	}

	private void fill(int streams, String path, String... headers) throws IOException {
		for (int i = 0; i < streams; i++) {
			SseTestClient client = server.open(path, headers);
			this.clients.add(client);
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
		}
	}

	private static void assertRefused(int status, String detail, String path, String... headers) throws IOException {
		List<String> all = new ArrayList<>(List.of(headers));
		all.add("Connection: close");
		try (SseTestClient client = server.open(path, all.toArray(new String[0]))) {
			assertThat(client.status()).isEqualTo(status);
			assertThat(client.header("Retry-After")).isEqualTo("2");
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(client.readRest()).contains("\"status\":" + status).contains("\"detail\":\"" + detail + "\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms?room=a", "/open", "/sse?room=a", "/argument", "/flux", "/detached" })
	void shouldRefuseAUserWhoHasEnough(String path) throws IOException {
		int started = started();
		fill(3, "/rooms?room=a", "X-User: ann");
		for (int i = 0; i < 10; i++) {
			assertRefused(429, "You have too many event streams", path, EVENT_SOURCE, "X-User: ann");
		}
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", path, EVENT_SOURCE, "X-User: ann")) {
			assertThat(client.status()).isEqualTo(429);
			assertThat(client.header("Retry-After")).isEqualTo("2");
		}
		assertThat(server.hub().connections()).hasSize(3);
		assertThat(started()).isEqualTo(started);
		fill(1, path, EVENT_SOURCE, "X-User: bob");
		closeOneOf("ann");
		fill(1, path, EVENT_SOURCE, "X-User: ann");
	}

	@Test
	void shouldTakeNoPlaceForAHeadRequestOrAFailure() throws IOException {
		fill(2, "/open", "X-User: ann");
		for (String path : List.of("/open", "/flux", "/detached", "/argument")) {
			try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", path, "X-User: ann")) {
				assertThat(client.status()).isEqualTo(200);
			}
		}
		for (String path : List.of("/rooms?room=%20", "/failing", "/failing-source", "/opened-and-failing")) {
			try (SseTestClient client = server.open(path, "X-User: ann", "Connection: close")) {
				assertThat(client.status()).isIn(400, 418);
				client.readRest();
			}
		}
		fill(1, "/open", "X-User: ann");
	}

	@Test
	void shouldRefuseToResumeAStreamForAUserWhoHasEnough() throws IOException {
		String id;
		String last;
		try (SseTestClient client = server.open("/detached", "X-User: ann")) {
			id = client.header("Sse-Stream");
			String block = client.readBlock();
			last = block.substring(block.lastIndexOf("id: ") + 4).trim();
		}
		server.closeStreams();
		fill(3, "/open", "X-User: ann");
		assertRefused(429, "You have too many event streams", "/detached", "Last-Event-ID: " + last, "X-User: ann");
		assertRefused(429, "You have too many event streams", "/resume/" + id, "X-User: ann");
		closeOneOf("ann");
		fill(1, "/detached", "Last-Event-ID: " + last, "X-User: ann");
		closeOneOf("ann");
		fill(1, "/resume/" + id, "X-User: ann");
	}

	@Test
	void shouldRefuseAnAddressThatHasEnough() throws IOException {
		fill(4, "/open", "X-Forwarded-For: 203.0.113.1");
		assertRefused(429, "There are too many event streams from your address", "/open",
				"X-Forwarded-For: 203.0.113.1", EVENT_SOURCE);
		fill(1, "/open", "X-Forwarded-For: 203.0.113.2");
	}

	@Test
	void shouldRefuseAllWhenTheServerHasEnough() throws IOException {
		fill(3, "/open", "X-Forwarded-For: 203.0.113.1");
		fill(3, "/flux", "X-Forwarded-For: 203.0.113.2");
		assertRefused(503, "There are too many event streams", "/open", "X-Forwarded-For: 203.0.113.3", EVENT_SOURCE);
		assertRefused(503, "There are too many event streams", "/flux", "X-Forwarded-For: 203.0.113.3", EVENT_SOURCE);
	}

	@Test
	void shouldRefuseARoomTooMany() throws IOException {
		fill(1, "/rooms?room=a&room=b&room=c");
		assertRefused(503, "There are too many rooms", "/rooms?room=d&room=e&room=f", EVENT_SOURCE);
		fill(1, "/sse?room=c&room=d&room=e");
		assertRefused(503, "There are too many rooms", "/sse?room=f", EVENT_SOURCE);
		assertRefused(503, "There are too many rooms", "/late?room=f");
		server.hub().broadcast("e", "goes on");
		assertThat(this.clients.get(1).readData()).isEqualTo("goes on");
	}

	private static void closeOneOf(String user) {
		SseConnection connection = server.hub()
			.connections()
			.stream()
			.filter((any) -> user.equals(any.user()))
			.findFirst()
			.orElseThrow();
		connection.close();
		await().untilAsserted(() -> assertThat(server.hub().connections()).doesNotContain(connection));
	}

	private int started() {
		return server.bean(Application.class).started;
	}

	@RestController
	@Import(UserHeaderFilter.class)
	static class Application {

		private final SseHub hub;

		private final SseStreams streams;

		private volatile int started;

		Application(SseHub hub, SseStreams streams) {
			this.hub = hub;
			this.streams = streams;
		}

		@SseEndpoint("/rooms")
		List<String> rooms(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@SseEndpoint("/argument")
		void argument(SseConnection connection) {
			connection.send("mine");
		}

		@GetMapping("/open")
		SseEmitter open() {
			return this.hub.open(SseSubscription.to("a"));
		}

		@GetMapping("/opened-and-failing")
		SseEmitter openedAndFailing() {
			open();
			throw new IllegalArgumentException("Failing");
		}

		@SseEndpoint("/failing")
		List<String> failing(SseConnection connection) {
			throw new IllegalArgumentException("Failing");
		}

		@SseEndpoint("/failing-source")
		Flux<String> failingSource() {
			return Flux.error(new IllegalArgumentException("Failing"));
		}

		@ExceptionHandler
		ResponseEntity<String> handle(IllegalArgumentException ex) {
			return ResponseEntity.status(418).build();
		}

		@SseEndpoint("/flux")
		Flux<String> flux() {
			return Flux.<String>never().startWith("first").doOnSubscribe((subscription) -> this.started++);
		}

		@SseEndpoint("/detached")
		SseStream<String> detached() {
			return SseStream.<String>from(flux()).detached(Duration.ofMinutes(1));
		}

		@SseEndpoint(path = "/resume/{id}", method = RequestMethod.GET)
		EndpointResult resume(@PathVariable String id) {
			return this.streams.resume(id);
		}

		@GetMapping("/late")
		void late(@RequestParam String room) {
			this.hub.connections().forEach((connection) -> connection.join(room));
		}

	}

}
