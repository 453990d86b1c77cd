package io.github.ssehub.security;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseConnection;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The end of a stream is one more dispatch of its request, of which security must not
 * make anything, whoever is logged in by then.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class EndDispatchTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, SecuredApplication.class, TestServer.WITH_SECURITY);
	}

	@AfterParameterizedClassInvocation
	static void shouldEndWholeWhenTheApplicationStops() throws IOException {
		List<SseTestClient> clients = new ArrayList<>();
		for (String path : List.of("/form/stream", "/jwt/stream", "/filter/stream")) {
			clients.add(open(path));
		}
		try (LogCapture log = new LogCapture()) {
			server.close();
			for (SseTestClient client : clients) {
				client.readRest();
				client.close();
			}
			// Tomcat's, of a thread that the application of this test has left
			assertThat(log.warnings()).allMatch((message) -> message.contains("CompletableFutureDelayScheduler"));
		}
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@MethodSource("streams")
	void shouldEndWhole(String path, End end) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = open(path)) {
			assertThat(client.readBlock()).contains("sse-open");
			end.action.run(client);
			if (end != End.GONE) {
				// Throws where the last chunk is missing
				client.readRest();
			}
			server.awaitNoConnections();
			await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldEndWholeWhoeverIsLoggedInByThen(boolean expired) throws IOException {
		Login login = Login.as(server.port(), "ann");
		try (LogCapture log = new LogCapture();
				SseTestClient other = open("/filter/stream");
				SseTestClient client = login.open("/form/stream", "Accept: text/event-stream")) {
			client.readBlock();
			if (expired) {
				login.post("/form/expire", "_csrf=" + login.csrf()).close();
			}
			else {
				login.logout();
			}
			server.hub().disconnectUser("ann");
			client.readRest();
			server.awaitNoConnections();
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/form/stream", "/jwt/stream", "/filter/stream", "/filter/slow", "/filter/left" })
	void shouldRunInterceptorsAndFiltersAsTheUserOfTheStream(String path) throws IOException {
		SecuredApplication.Ends ends = server.bean(SecuredApplication.Ends.class);
		ends.seen.clear();
		try (SseTestClient client = open(path)) {
			client.readBlock();
			server.hub().connections().forEach(SseConnection::close);
			client.readRest();
			await().untilAsserted(
					() -> assertThat(ends.seen).endsWith("filter", "interceptor ann ann", "filter has ended"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/filter/deferred", "/filter/deferred-connection" })
	void shouldLeaveOtherAsynchronousRequestsToSecurity(String path) throws IOException {
		try (SseTestClient client = open(path)) {
			assertThat(client.status()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@CsvSource({ "/form/denied, 403", "/jwt/denied, 403", "/filter/denied, 403", "/filter/unauthenticated, 401" })
	void shouldAnswerWhenASourceDeniesAccess(String path, int status) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = open(path)) {
			assertThat(client.status()).isEqualTo(status);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(log.messages()).allMatch((message) -> message.contains("Source of an event stream failed"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/form/emitter", "/filter/emitter" })
	void shouldAnswerAHeadRequest(String path) throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = SseTestClient.raw(server.port(),
						"HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-User: ann\r\n"
								+ (path.startsWith("/form") ? Login.as(server.port(), "ann").cookie() : "") + "\r\n")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readAfterResponse()).isEmpty();
			await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(log.messages()).isEmpty();
		}
	}

	static Stream<Arguments> streams() {
		return Stream.of("form", "jwt", "filter")
			.flatMap((login) -> Stream.of("stream", "method", "emitter").map((path) -> "/" + login + "/" + path))
			.flatMap((path) -> Stream.of(End.values()).map((end) -> Arguments.of(path, end)));
	}

	private static SseTestClient open(String path, String... more) throws IOException {
		if (path.startsWith("/form")) {
			return Login.as(server.port(), "ann").open(path, "Accept: text/event-stream");
		}
		return server.open(path, "Accept: text/event-stream", path.startsWith("/jwt")
				? "Authorization: Bearer " + SecuredApplication.token("ann", Duration.ofMinutes(5)) : "X-User: ann");
	}

	private enum End {

		GONE((client) -> {
			client.reset();
			awaitGone();
		}),

		CLOSED((client) -> server.hub().connections().forEach(SseConnection::close)),

		ROOM_CLOSED((client) -> server.hub().close("room")),

		KICKED((client) -> server.hub().disconnectUser("ann"));

		private final Action action;

		static void awaitGone() {
			await().pollInterval(Duration.ofMillis(5)).until(() -> {
				server.hub().broadcast("room", "does it arrive?");
				return server.hub().connections().isEmpty();
			});
		}

		End(Action action) {
			this.action = action;
		}

	}

	private interface Action {

		void run(SseTestClient client) throws IOException;

	}

}
