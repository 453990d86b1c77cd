package io.github.ssehub.security;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseRoomAccess;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.source.ManualTimer;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.ReducedClassPath;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams that are open are asked for again, at a time that the test tells.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class RoomRecheckTests {

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static final String TOLD = """
			event: sse-end
			data: {"reason":"unauthorized"}

			""";

	private static final String TOKEN = "Authorization: Bearer "
			+ SecuredApplication.token("ann", Duration.ofMinutes(5));

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private ManualTimer timer;

	private Authorizer authorizer;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY, "sse.heartbeat=0");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void findBeans() {
		this.timer = server.bean(ManualTimer.class);
		this.authorizer = server.bean(Authorizer.class);
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		this.authorizer.reset();
		awaitWaiting(0);
	}

	@Test
	void shouldLeaveARoomThatTheStreamMayNoLongerBeIn() throws IOException {
		try (SseTestClient client = server.open("/jwt/rooms?room=a&room=b", EVENT_SOURCE, TOKEN)) {
			client.readBlock();
			this.authorizer.asked.clear();
			this.timer.advance(INTERVAL);
			assertThat(this.authorizer.asked).containsExactly("JOIN a ann", "JOIN b ann");
			this.authorizer.denied.add("a");
			this.timer.advance(INTERVAL);
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactly("b"));
			server.hub().broadcast("a", "not this");
			server.hub().broadcast("b", "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/jwt/rooms?room=a", "/jwt/rooms?room=a&room=b" })
	void shouldEndAStreamThatMayBeInNoRoomAnyMore(String path) throws IOException {
		try (SseTestClient client = server.open(path, EVENT_SOURCE, TOKEN);
				SseTestClient other = server.open("/jwt/rooms?room=c", EVENT_SOURCE, TOKEN)) {
			client.readBlock();
			this.authorizer.denied.addAll(Set.of("a", "b"));
			this.timer.advance(INTERVAL);
			assertThat(client.readRest()).isEqualTo(TOLD);
			server.hub().broadcast("c", "hello");
			assertThat(other.readData()).isEqualTo("hello");
		}
	}

	@Test
	void shouldKeepAStreamWhoseAuthorizerFailsAndAskAgain() throws IOException {
		long failures = failures();
		try (SseTestClient client = server.open("/jwt/rooms?room=a", EVENT_SOURCE, TOKEN);
				LogCapture log = new LogCapture()) {
			client.readBlock();
			this.authorizer.failure = new IllegalStateException("Database is away");
			this.timer.advance(INTERVAL);
			this.timer.advance(INTERVAL);
			assertThat(log.messages()).singleElement().asString().contains("WARN", "cannot be asked for them again");
			assertThat(failures()).isEqualTo(failures + 2);
			server.hub().broadcast("a", "hello");
			assertThat(client.readData()).isEqualTo("hello");
			this.authorizer.failure = new AccessDeniedException("No");
			this.timer.advance(INTERVAL);
			assertThat(client.readRest()).isEqualTo(TOLD);
			assertThat(failures()).isEqualTo(failures + 2);
		}
	}

	// Such as an IOException of Kotlin, or an interrupt while the application ends
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldTakeAnyFailureForOneUnlessTheStreamIsOver(boolean over) throws IOException {
		long failures = failures();
		try (SseTestClient client = server.open("/jwt/rooms?room=a", EVENT_SOURCE, TOKEN);
				LogCapture log = new LogCapture()) {
			client.readBlock();
			this.authorizer.failure = new IOException("Database is away");
			this.authorizer.beforeFailure = over ? server::closeStreams : () -> {
			};
			this.timer.advance(INTERVAL);
			assertThat(failures()).isEqualTo(over ? failures : failures + 1);
			if (over) {
				assertThat(log.messages()).isEmpty();
			}
		}
	}

	private static long failures() {
		return new HubStatistics(server.bean(HubStreams.class)).recheckFailures();
	}

	@Test
	void shouldAnswerWithTheStatusOfSpringSecurityWhereAnAuthorizerDeniesAccess() throws IOException {
		this.authorizer.failure = new AccessDeniedException("No");
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open("/jwt/rooms?room=a", EVENT_SOURCE, TOKEN)) {
			assertThat(client.status()).isEqualTo(403);
			assertThat(log.messages()).isEmpty();
		}
		server.awaitNoConnections();
	}

	@Test
	void shouldAskForNoStreamThatIsOver() throws IOException {
		this.authorizer.denied.add("b");
		try (SseTestClient refused = server.open("/jwt/rooms?room=b", EVENT_SOURCE, TOKEN);
				SseTestClient client = server.open("/jwt/rooms?room=a", EVENT_SOURCE, TOKEN)) {
			assertThat(refused.status()).isEqualTo(403);
			client.readBlock();
			awaitWaiting(1);
			server.closeStreams();
		}
		awaitWaiting(0);
		this.authorizer.asked.clear();
		this.timer.advance(INTERVAL.multipliedBy(3));
		assertThat(this.authorizer.asked).isEmpty();
	}

	// A client sees what has become of its request a moment before nobody waits for it
	private void awaitWaiting(long streams) {
		await().untilAsserted(() -> assertThat(this.timer.waiting()).isEqualTo(streams));
	}

	@Test
	void shouldAskForNoStreamForItsCallerAlone() throws IOException {
		try (SseTestClient client = server.open("/jwt/never", EVENT_SOURCE, TOKEN)) {
			assertThat(client.readData()).isEqualTo("first");
			this.timer.advance(INTERVAL.multipliedBy(3));
			assertThat(this.authorizer.asked).isEmpty();
			assertThat(server.hub().connections()).hasSize(1);
		}
	}

	@Test
	void shouldSpreadStreamsOverTheLastFifthOfTheInterval() {
		assertThat(RoomRecheck.delay(INTERVAL, 0)).isEqualTo(Duration.ofSeconds(60));
		assertThat(RoomRecheck.delay(INTERVAL, 0.5)).isEqualTo(Duration.ofSeconds(54));
		assertThat(RoomRecheck.delay(INTERVAL, 1)).isEqualTo(Duration.ofSeconds(48));
	}

	@Test
	void shouldTakeNothingButARefusalForOne() {
		assertThat(RoomRecheck.isRefusal(new ResponseStatusException(HttpStatus.FORBIDDEN))).isTrue();
		assertThat(RoomRecheck.isRefusal(new ResponseStatusException(HttpStatus.UNAUTHORIZED))).isTrue();
		assertThat(RoomRecheck.isRefusal(new SseRoomAccessDeniedException("a"))).isTrue();
		assertThat(RoomRecheck.isRefusal(new AccessDeniedException("No"))).isTrue();
		assertThat(RoomRecheck.isRefusal(new ResponseStatusException(HttpStatus.BAD_GATEWAY))).isFalse();
		assertThat(RoomRecheck.isRefusal(new IllegalStateException())).isFalse();
	}

	@Test
	void shouldNotNeedSpringSecurity() throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without("spring-security")) {
			assertThat(classPath.run(WithoutSpringSecurity.class)).isEqualTo("false true");
		}
	}

	@RestController
	@Import({ SecuredApplication.class, Authorizer.class })
	static class Application {

		@SseEndpoint("/jwt/rooms")
		List<String> rooms(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@Bean
		ManualTimer manualTimer() {
			return new ManualTimer();
		}

		@Bean
		RoomRecheck roomRecheck(ManualTimer timer) {
			return new RoomRecheck(INTERVAL, timer, Runnable::run);
		}

	}

	static class Authorizer implements SseRoomAuthorizer {

		final List<String> asked = new CopyOnWriteArrayList<>();

		final Set<String> denied = ConcurrentHashMap.newKeySet();

		volatile Exception failure;

		volatile Runnable beforeFailure = () -> {
		};

		void reset() {
			this.asked.clear();
			this.denied.clear();
			this.failure = null;
			this.beforeFailure = () -> {
			};
		}

		@Override
		public boolean isAllowed(SseConnection connection, String room, SseRoomAccess access) {
			JwtAuthenticationToken token = (JwtAuthenticationToken) connection.principal();
			this.asked.add(access + " " + room + " " + token.getToken().getSubject());
			if (this.failure != null) {
				this.beforeFailure.run();
				Authorizer.<RuntimeException>rethrow(this.failure);
			}
			return !this.denied.contains(room);
		}

		@SuppressWarnings("unchecked")
		private static <E extends Exception> void rethrow(Exception ex) throws E {
			throw (E) ex;
		}

	}

	/**
	 * Runs without Spring Security.
	 */
	public static class WithoutSpringSecurity implements Callable<String> {

		@Override
		public String call() {
			return RoomRecheck.isRefusal(new IllegalStateException()) + " "
					+ RoomRecheck.isRefusal(new ResponseStatusException(HttpStatus.FORBIDDEN));
		}

	}

}
