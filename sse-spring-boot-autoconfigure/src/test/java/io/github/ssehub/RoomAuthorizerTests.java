package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.hub.Admission.Limit;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.UserHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who may be in which rooms, where a user may have one stream.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class RoomAuthorizerTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static final String ANN = "X-User: ann";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.endpoint.path=/sse", "sse.endpoint.rooms=*",
				"sse.limits.per-user=1", "sse.limits.connections=2", "sse.limits.rooms=5", "sse.limits.rooms-total=20");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		application().reset();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		server.hub().rooms().forEach(server.hub()::close);
	}

	private static Application application() {
		return server.bean(Application.class);
	}

	private static long refused() {
		return new HubStatistics(server.bean(HubStreams.class)).refused(Limit.ROOM_ACCESS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms?room=a&room=secret", "/sse?room=a&room=secret", "/templates?of=secret",
			"/open?room=secret", "/joining?room=secret", "/functional?room=secret", "/rooms?room=a&extra=secret",
			"/entity?room=secret" })
	void shouldRefuseAStreamInARoomThatItMayNotBeIn(String path) throws IOException {
		application().denied.add("JOIN secret");
		long refused = refused();
		try (LogCapture log = new LogCapture()) {
			for (String accept : List.of(EVENT_SOURCE, "Accept: */*", "X-None: 1")) {
				try (SseTestClient client = server.open(path, ANN, accept)) {
					assertThat(client.status()).isEqualTo(403);
					assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
					assertThat(client.readRest()).contains("\"status\":403", "\"title\":\"Forbidden\"")
						.doesNotContain("secret");
				}
			}
			try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", path, ANN)) {
				assertThat(client.status()).isEqualTo(403);
			}
			assertThat(log.messages()).isEmpty();
		}
		assertThat(refused()).isEqualTo(refused + 4);
		server.awaitNoConnections();
		assertThat(server.hub().rooms()).doesNotContain("a", "secret");
		try (SseTestClient client = server.open("/rooms?room=a", ANN)) {
			assertThat(client.status()).isEqualTo(200);
		}
	}

	@Test
	void shouldAskOnceForEachRoomAfterInterceptors() throws IOException {
		try (SseTestClient client = server.open("/joining?room=a&room=b&extra=c&of=d", ANN, "X-Plan: free")) {
			client.readBlock();
			assertThat(application().asked).containsExactly("JOIN a ann free", "JOIN b ann free", "JOIN d ann free",
					"JOIN c ann free");
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactly("a", "b", "d", "c"));
		}
	}

	@Test
	void shouldAskNobodyForRoomsThatAreRefusedAnyway() throws IOException {
		for (String path : List.of("/rooms?room=%20%01", "/rooms?room=1&room=2&room=3&room=4&room=5&room=6")) {
			try (SseTestClient client = server.open(path, ANN)) {
				assertThat(client.status()).isEqualTo(400);
			}
		}
		try (SseTestClient open = server.open("/flux", ANN); SseTestClient client = server.open("/rooms?room=a", ANN)) {
			assertThat(open.status()).isEqualTo(200);
			assertThat(client.status()).isEqualTo(429);
		}
		assertThat(application().asked).isEmpty();
	}

	@Test
	void shouldRefuseAFunctionalRouteThatIsOverALimit() throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient open = server.open("/rooms?room=a", ANN);
				SseTestClient client = server.open("/functional?room=a", ANN, EVENT_SOURCE)) {
			assertThat(open.status()).isEqualTo(200);
			assertThat(client.status()).isEqualTo(429);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(client.header("Retry-After")).isEqualTo("3");
			assertThat(client.readRest()).contains("\"status\":429");
			assertThat(log.messages()).isEmpty();
		}
	}

	// What a functional route cannot answer with is given back, too
	@Test
	void shouldKeepNoPlaceForAFunctionalRouteThatAnswersOtherwise() throws IOException {
		for (int i = 0; i < 3; i++) {
			try (SseTestClient client = server.open("/functional?room=a", ANN)) {
				assertThat(client.status()).isEqualTo(202);
			}
			server.awaitNoConnections();
		}
		assertThat(application().asked).containsOnly("JOIN a ann null").hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/flux", "/detached" })
	void shouldAskNobodyForStreamsForOneCallerAndEventsToOne(String path) throws IOException {
		try (SseTestClient client = server.open(path, ANN)) {
			assertThat(client.readData()).isEqualTo("first");
			server.hub().sendToUser("ann", "mine");
			assertThat(client.readData()).isEqualTo("mine");
		}
		assertThat(application().asked).isEmpty();
	}

	@Test
	void shouldReplayOnlyWhatMayBeReplayed() throws IOException {
		application().denied.add("REPLAY b");
		server.hub().broadcast("a", "a1");
		server.hub().broadcast("b", "b1");
		try (SseTestClient client = server.open("/replay?room=a&room=b", ANN)) {
			assertThat(client.readData()).isEqualTo("a1");
			server.hub().broadcast("b", "b2");
			assertThat(client.readData()).isEqualTo("b2");
		}
		assertThat(application().asked).containsExactly("JOIN a ann null", "REPLAY a ann null", "JOIN b ann null",
				"REPLAY b ann null");
	}

	// Its history is asked for with the rooms that the stream opens in, or not at all
	@Test
	void shouldNotReplayARoomThatIsJoinedWhileOthersAreAskedFor() throws IOException {
		application().denied.add("REPLAY late");
		application().late = "late";
		server.hub().broadcast("a", "a1");
		server.hub().broadcast("late", "past");
		try (SseTestClient client = server.open("/replay?room=a", ANN)) {
			assertThat(client.readData()).isEqualTo("a1");
			server.hub().broadcast("late", "now");
			assertThat(client.readData()).isEqualTo("now");
		}
		server.closeStreams();
		String held = server.hub().broadcast("a", "a2");
		server.hub().broadcast("late", "past");
		try (SseTestClient client = server.open("/rooms?room=a", ANN, "Last-Event-ID: " + held)) {
			assertThat(client.readData()).isEqualTo("{\"lastEventId\":\"" + held + "\",\"reason\":\"expired\"}");
			server.hub().broadcast("late", "now");
			assertThat(client.readData()).isEqualTo("now");
		}
	}

	@Test
	void shouldTellAGapWhereAClientMayNotResume() throws IOException {
		String held = server.hub().broadcast("a", "a1");
		server.hub().broadcast("b", "b1");
		server.hub().broadcast("a", "a2");
		try (SseTestClient client = server.open("/rooms?room=a&room=b", ANN, "Last-Event-ID: " + held)) {
			assertThat(client.readData()).isEqualTo("b1");
			assertThat(client.readData()).isEqualTo("a2");
		}
		server.closeStreams();
		application().denied.add("REPLAY b");
		try (SseTestClient client = server.open("/rooms?room=a&room=b", ANN, "Last-Event-ID: " + held)) {
			assertThat(client.readData()).isEqualTo("{\"lastEventId\":\"" + held + "\",\"reason\":\"expired\"}");
			assertThat(client.readData()).isEqualTo("a2");
			server.hub().broadcast("b", "b2");
			assertThat(client.readData()).isEqualTo("b2");
		}
		server.closeStreams();
		String position = server.hub().position();
		try (SseTestClient client = server.open("/rooms?room=a&room=b", ANN, "Last-Event-ID: " + position)) {
			server.hub().broadcast("b", "b3");
			assertThat(client.readData()).isEqualTo("b3");
		}
	}

	@Test
	void shouldRefuseAClientThatResumesInARoomThatItMayNoLongerBeIn() throws IOException {
		application().denied.add("JOIN a");
		try (SseTestClient client = server.open("/rooms?room=a", ANN, EVENT_SOURCE,
				"Last-Event-ID: " + server.hub().broadcast("a", "a1"))) {
			assertThat(client.status()).isEqualTo(403);
		}
		assertThat(application().asked).containsExactly("JOIN a ann null");
	}

	@Test
	void shouldRefuseALaterJoinAndLeaveTheStreamAsItIs() throws IOException {
		application().denied.add("JOIN secret");
		long refused = refused();
		try (SseTestClient client = server.open("/rooms?room=a", ANN)) {
			client.readBlock();
			SseConnection connection = server.hub().connections().get(0);
			assertThatExceptionOfType(SseRoomAccessDeniedException.class).isThrownBy(() -> connection.join("secret"))
				.satisfies((ex) -> assertThat(ex.room()).isEqualTo("secret"))
				.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN));
			try (LogCapture log = new LogCapture(); SseTestClient late = server.open("/late?room=secret")) {
				assertThat(late.status()).isEqualTo(403);
				assertThat(log.warnings()).isEmpty();
			}
			assertThat(connection.rooms()).containsExactly("a");
			connection.join("b");
			connection.join("b");
			server.hub().broadcast("secret", "not this");
			server.hub().broadcast("a", "a1");
			server.hub().broadcast("b", "b1");
			assertThat(client.readData()).isEqualTo("a1");
			assertThat(client.readData()).isEqualTo("b1");
		}
		assertThat(application().asked).containsExactly("JOIN a ann null", "JOIN secret ann null",
				"JOIN secret ann null", "JOIN b ann null");
		assertThat(refused()).isEqualTo(refused + 2);
	}

	@ParameterizedTest
	@CsvSource({ "423, 423", "0, 500" })
	void shouldLetNobodyInWhereAnAuthorizerFails(int thrown, int status) throws IOException {
		application().failing = thrown;
		for (String path : List.of("/rooms?room=a", "/open?room=a", "/functional?room=a")) {
			try (SseTestClient client = server.open(path, ANN, EVENT_SOURCE)) {
				assertThat(client.status()).isEqualTo(status);
			}
			server.awaitNoConnections();
		}
		application().failing = -1;
		try (SseTestClient client = server.open("/rooms?room=a", ANN)) {
			client.readBlock();
			application().failing = thrown;
			SseConnection connection = server.hub().connections().get(0);
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> connection.join("b"));
			assertThat(connection.rooms()).containsExactly("a");
		}
	}

	@Test
	void shouldNeedTheConsentOfAllAuthorizers() throws IOException {
		try (SseTestClient client = server.open("/rooms?room=locked", ANN)) {
			assertThat(client.status()).isEqualTo(403);
		}
		assertThat(application().asked).containsExactly("JOIN locked ann null");
		application().denied.add("JOIN locked");
		try (SseTestClient client = server.open("/rooms?room=locked", ANN)) {
			assertThat(client.status()).isEqualTo(403);
		}
	}

	@RestController
	@Import(UserHeaderFilter.class)
	static class Application {

		private final SseHub hub;

		final List<String> asked = new CopyOnWriteArrayList<>();

		final Set<String> denied = ConcurrentHashMap.newKeySet();

		// The status, zero for none
		volatile int failing = -1;

		// A room that streams join while they are about to open
		volatile String late;

		Application(SseHub hub) {
			this.hub = hub;
		}

		void reset() {
			this.asked.clear();
			this.denied.clear();
			this.failing = -1;
			this.late = null;
		}

		@SseEndpoint("/rooms")
		List<String> rooms(@RequestParam("room") List<String> rooms) {
			return rooms;
		}

		@SseEndpoint("/replay")
		SseSubscription replay(@RequestParam("room") List<String> rooms) {
			return SseSubscription.to(rooms).replayLatest(10);
		}

		@SseEndpoint(path = "/templates", rooms = "{of}")
		void templates(@RequestParam String of) {
		}

		@GetMapping("/open")
		SseEmitter open(@RequestParam("room") List<String> rooms) {
			return this.hub.open(SseSubscription.to(rooms));
		}

		@SseEndpoint("/entity")
		ResponseEntity<List<String>> entity(@RequestParam("room") List<String> rooms) {
			return ResponseEntity.ok(rooms);
		}

		@SseEndpoint("/joining")
		List<String> joining(SseConnection connection, @RequestParam("room") List<String> rooms,
				@RequestParam(defaultValue = "a") String of) {
			rooms.forEach(connection::join);
			return List.of(of);
		}

		@GetMapping("/late")
		void late(@RequestParam String room) {
			this.hub.connections().forEach((connection) -> connection.join(room));
		}

		@SseEndpoint("/flux")
		Flux<String> flux() {
			return Flux.<String>never().startWith("first");
		}

		@SseEndpoint("/detached")
		SseStream<String> detached() {
			return SseStream.<String>from(flux()).detached(Duration.ofSeconds(1));
		}

		@Bean
		RouterFunction<ServerResponse> functional() {
			HandlerFunction<ServerResponse> handler = (request) -> {
				this.hub.open(SseSubscription.to(request.params().get("room")));
				return ServerResponse.accepted().build();
			};
			return RouterFunctions.route().GET("/functional", handler).HEAD("/functional", handler).build();
		}

		@Bean
		SseConnectInterceptor interceptor() {
			return (request, subscription) -> {
				String plan = request.getHeaders().getFirst("X-Plan");
				String query = String.valueOf(request.getURI().getQuery());
				SseSubscription result = (plan != null) ? subscription.attribute("plan", plan) : subscription;
				return (query.contains("extra="))
						? result.and(List.of(query.substring(query.indexOf("extra=") + 6).split("&")[0])) : result;
			};
		}

		@Bean
		@Order(1)
		SseRoomAuthorizer first() {
			return (connection, room, access) -> {
				this.asked.add(access + " " + room + " " + connection.principal().getName() + " "
						+ connection.attributes().get("plan"));
				if (this.failing >= 0) {
					throw (this.failing > 0) ? new ResponseStatusException(HttpStatusCode.valueOf(this.failing))
							: new IllegalStateException("Database is away");
				}
				if (this.late != null && !this.late.equals(room)) {
					connection.join(this.late);
				}
				return !this.denied.contains(access + " " + room);
			};
		}

		// Agrees to nothing that the first one denies
		@Bean
		@Order(2)
		SseRoomAuthorizer second() {
			return (connection, room, access) -> {
				assertThat(this.denied).doesNotContain(access + " " + room);
				return !"locked".equals(room);
			};
		}

	}

}
