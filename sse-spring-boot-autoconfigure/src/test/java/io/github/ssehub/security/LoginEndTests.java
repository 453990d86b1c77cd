package io.github.ssehub.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams end with the session or the token that they were let through with, and no
 * other.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class LoginEndTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static final String TOLD = """
			event: sse-end
			data: {"reason":"unauthorized"}

			""";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) throws IOException {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY, "sse.heartbeat=0");
		// The first request may take longer than a token of these tests is valid
		try (SseTestClient client = server.open("/jwt/stream", EVENT_SOURCE,
				"Authorization: Bearer " + SecuredApplication.token("ann", Duration.ofMinutes(5)))) {
			assertThat(client.readBlock()).contains("sse-open");
		}
		server.closeStreams();
		await().untilAsserted(() -> assertThat(server.bean(Application.class).open).hasValue(0));
		reasons().clear();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		// Listeners are told later
		await().untilAsserted(() -> assertThat(server.bean(Application.class).open).hasValue(0));
		reasons().clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "logout", "expire", "login" })
	void shouldEndTheStreamsOfASession(String how) throws Exception {
		Login login = Login.as(server.port(), "ann");
		Login other = Login.as(server.port(), "ann");
		try (SseTestClient first = login.open("/form/stream", EVENT_SOURCE);
				SseTestClient second = login.open("/form/emitter", EVENT_SOURCE);
				SseTestClient elsewhere = other.open("/form/stream", EVENT_SOURCE)) {
			// A stream that ends before it has opened is told to no listener
			assertThat(first.readBlock()).contains("sse-open");
			assertThat(second.readBlock()).contains("sse-open");
			switch (how) {
				case "logout" -> login.logout();
				case "expire" -> login.post("/form/expire", "_csrf=" + login.csrf()).close();
				default -> {
					// A new login gives the session another id, which the streams follow
					login.login("ann");
					assertThat(server.hub().connections()).hasSize(3);
					login.logout();
				}
			}
			assertThat(first.readRest()).isEqualTo(TOLD);
			assertThat(second.readRest()).isEqualTo(TOLD);
			assertThat(nextReason()).isEqualTo(CloseReason.UNAUTHORIZED);
			assertThat(nextReason()).isEqualTo(CloseReason.UNAUTHORIZED);
			assertThat(server.hub().connections()).hasSize(1);
			server.hub().broadcast("room", "hello");
			assertThat(elsewhere.readData()).isEqualTo("hello");
		}
	}

	// The application may take its time before a stream opens
	@ParameterizedTest
	@CsvSource({ "/form/slow, X-None: 1", "/form/slow-emitter, Accept: text/event-stream" })
	void shouldRefuseAStreamWhoseSessionEndsBeforeItOpens(String path, String header) throws Exception {
		Login login = Login.as(server.port(), "ann");
		String cookie = login.cookie().strip();
		Application application = server.bean(Application.class);
		CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
			try (SseTestClient client = server.open(path, header, cookie)) {
				return client.status();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		assertThat(application.asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
		login.logout();
		application.answers.release();
		assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(401);
		server.awaitNoConnections();
	}

	@Test
	void shouldEndTheStreamsOfALogoutThatKeepsTheSession() throws Exception {
		Login login = Login.as(server.port(), "ann");
		try (SseTestClient client = login.open("/form/stream", EVENT_SOURCE)) {
			assertThat(client.readBlock()).contains("sse-open");
			login.post("/keep/logout", "_csrf=" + login.csrf()).close();
			assertThat(client.readRest()).isEqualTo(TOLD);
			assertThat(nextReason()).isEqualTo(CloseReason.UNAUTHORIZED);
		}
	}

	@Test
	void shouldEndTheStreamsOfATokenThatIsLoggedOut() throws Exception {
		Instant expiry = Instant.now().plusSeconds(300);
		String token = "Authorization: Bearer " + SecuredApplication.token("ann", expiry);
		String other = "Authorization: Bearer " + SecuredApplication.token("ann", expiry.plusSeconds(1));
		try (SseTestClient client = server.open("/jwt/stream", EVENT_SOURCE, token);
				SseTestClient elsewhere = server.open("/jwt/stream", EVENT_SOURCE, other)) {
			assertThat(client.readBlock()).contains("sse-open");
			try (SseTestClient logout = SseTestClient.request(server.port(), "POST", "/jwt/bye", token,
					"Content-Length: 0")) {
				assertThat(logout.status()).isEqualTo(200);
			}
			assertThat(client.readRest()).isEqualTo(TOLD);
			assertThat(nextReason()).isEqualTo(CloseReason.UNAUTHORIZED);
			assertThat(server.hub().connections()).hasSize(1);
			server.hub().broadcast("room", "hello");
			assertThat(elsewhere.readData()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/jwt/stream", "/jwt/emitter", "/jwt/never", "/opaque/stream" })
	void shouldEndAStreamNoLaterThanItsToken(String path) throws Exception {
		Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 2);
		String token = path.startsWith("/jwt") ? SecuredApplication.token("ann", expiry)
				: SecuredApplication.opaqueToken("ann", expiry);
		try (SseTestClient client = server.open(path, EVENT_SOURCE, "Authorization: Bearer " + token)) {
			assertThat(client.readRest()).endsWith(TOLD);
			// Spring Security itself would let it pass for a minute
			assertThat(Instant.now()).isBefore(expiry.plusSeconds(10));
			assertThat(nextReason()).isEqualTo(CloseReason.UNAUTHORIZED);
		}
	}

	@ParameterizedTest
	@MethodSource
	void shouldKeepTheStreamOfATokenThatDoesNotExpire(String path, String token) throws Exception {
		try (SseTestClient client = server.open(path, EVENT_SOURCE, "Authorization: Bearer " + token)) {
			assertThat(client.readBlock()).contains("sse-open");
			assertThat(client.isQuietFor(Duration.ofMillis(300))).isTrue();
			assertThat(server.hub().connections()).hasSize(1);
		}
	}

	static Stream<Arguments> shouldKeepTheStreamOfATokenThatDoesNotExpire() {
		// Some that are to be good for ever expire in the year 9999
		return Stream.of(Arguments.of("/jwt/stream", SecuredApplication.tokenWithoutExpiry("ann")),
				Arguments.of("/jwt/stream", SecuredApplication.token("ann", Instant.parse("9999-12-31T23:59:59Z"))),
				Arguments.of("/opaque/stream", SecuredApplication.opaqueToken("ann", null)));
	}

	// Spring Security lets it pass for a minute, in which a browser would come back all
	// the time
	@Test
	void shouldRefuseATokenThatHasExpired() throws IOException {
		String token = SecuredApplication.token("ann", Instant.now().minusSeconds(10));
		try (SseTestClient client = server.open("/jwt/stream", EVENT_SOURCE, "Authorization: Bearer " + token);
				SseTestClient source = server.open("/jwt/never", EVENT_SOURCE, "Authorization: Bearer " + token)) {
			assertThat(client.status()).isEqualTo(401);
			assertThat(client.readRest()).contains("\"status\":401");
			assertThat(source.status()).isEqualTo(401);
		}
		server.awaitNoConnections();
	}

	private static BlockingQueue<CloseReason> reasons() {
		return server.bean(Application.class).reasons;
	}

	private static CloseReason nextReason() throws InterruptedException {
		return reasons().poll(10, TimeUnit.SECONDS);
	}

	@RestController
	@Import(SecuredApplication.class)
	static class Application {

		private final SseHub hub;

		final Semaphore asked = new Semaphore(0);

		final Semaphore answers = new Semaphore(0);

		final AtomicInteger open = new AtomicInteger();

		final BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/form/slow")
		String slow() throws InterruptedException {
			this.asked.release();
			this.answers.acquire();
			return "room";
		}

		@GetMapping("/form/slow-emitter")
		SseEmitter slowEmitter() throws InterruptedException {
			return this.hub.open(SseSubscription.to(slow()));
		}

		@Bean
		SseHubListener listener() {
			return new SseHubListener() {

				@Override
				public void opened(SseConnection connection) {
					Application.this.open.incrementAndGet();
				}

				@Override
				public void closed(SseConnection connection, CloseReason reason) {
					Application.this.open.decrementAndGet();
					Application.this.reasons.add(reason);
				}

			};
		}

	}

}
