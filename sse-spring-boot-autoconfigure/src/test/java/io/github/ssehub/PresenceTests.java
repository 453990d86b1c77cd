package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is in a room of one node, over real servers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresenceTests {

	// By which a server finds out that a client is gone
	private static final String HEARTBEAT = "sse.heartbeat=100ms";

	private TestServer tomcat;

	private TestServer jetty;

	@BeforeAll
	void start() {
		this.tomcat = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.presence.grace=1s", HEARTBEAT);
		this.jetty = TestServer.start(TestServer.Kind.JETTY, Application.class, "sse.presence.grace=1s", HEARTBEAT);
	}

	@AfterAll
	void stop() {
		this.tomcat.close();
		this.jetty.close();
	}

	@AfterEach
	void closeStreams() {
		this.tomcat.closeStreams();
		this.jetty.closeStreams();
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldTellWhoIsThereAndWhoComesAndGoes(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (SseTestClient alice = open(server, "told?name=alice")) {
			assertThat(next(alice)).isEqualTo("{\"room\":\"told\",\"members\":[\"alice\"]}");
			SseTestClient bob = open(server, "told?name=bob");
			assertThat(next(bob)).isEqualTo("{\"room\":\"told\",\"members\":[\"alice\",\"bob\"]}");
			assertThat(next(alice)).isEqualTo("{\"room\":\"told\",\"joined\":[\"bob\"],\"left\":[]}");
			assertThat(presence(server).members("told")).containsExactly("alice", "bob");
			bob.close();
			assertThat(next(alice)).isEqualTo("{\"room\":\"told\",\"joined\":[],\"left\":[\"bob\"]}");
			assertThat(presence(server).members("told")).containsExactly("alice");
			await().untilAsserted(() -> assertThat(calls(server)).containsSubsequence("joined told alice",
					"joined told bob", "left told bob"));
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldCountTabsAsOneMember(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (SseTestClient alice = open(server, "tabs?name=alice"); SseTestClient tab = open(server, "tabs?name=bob")) {
			next(tab);
			SseTestClient another = open(server, "tabs?name=bob");
			next(another);
			another.close();
			await().during(Duration.ofMillis(1500))
				.until(() -> presence(server).members("tabs").equals(Set.of("alice", "bob")));
			assertThat(calls(server)).filteredOn((call) -> call.endsWith("tabs bob"))
				.containsExactly("joined tabs bob");
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldFollowStreamsFromRoomToRoom(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (SseTestClient alice = open(server, "first?name=alice");
				SseTestClient bob = open(server, "second?name=bob")) {
			next(alice);
			next(bob);
			SseConnection connection = server.hub().connections("first").get(0);
			connection.join("second");
			assertThat(next(alice)).isEqualTo("{\"room\":\"second\",\"members\":[\"alice\",\"bob\"]}");
			assertThat(next(bob)).isEqualTo("{\"room\":\"second\",\"joined\":[\"alice\"],\"left\":[]}");
			connection.leave("second");
			assertThat(next(bob)).isEqualTo("{\"room\":\"second\",\"joined\":[],\"left\":[\"alice\"]}");
			assertThat(presence(server).members("second")).containsExactly("bob");
			assertThat(presence(server).members("first")).containsExactly("alice");
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldKeepQuietWithoutBeingAsked(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (SseTestClient plain = server.open("/rooms/quiet"); SseTestClient seen = server.open("/seen/quiet")) {
			plain.readBlock();
			seen.readBlock();
			await().untilAsserted(() -> assertThat(presence(server).members("quiet")).containsExactly("seen"));
			server.hub().broadcast("quiet", "text");
			assertThat(readEvent(plain)).contains("data: text");
			assertThat(readEvent(seen)).contains("data: text");
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldWriteWhateverANameIs(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (SseTestClient client = open(server, "odd?name=%22%5C%3C%2Fscript%3E%F0%9F%98%80")) {
			assertThat(next(client)).isEqualTo("{\"room\":\"odd\",\"members\":[\"\\\"\\\\</script>\\ud83d\\ude00\"]}");
			assertThat(presence(server).members("odd")).containsExactly("\"\\</script>\ud83d\ude00");
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldRefuseNamesThatAreNone(TestServer.Kind kind) throws Exception {
		TestServer server = server(kind);
		try (LogCapture log = new LogCapture()) {
			for (String name : List.of("", "%20", "a%0Ab", "a".repeat(129))) {
				try (SseTestClient client = server.open("/presence/refused?name=" + name)) {
					assertThat(client.status()).isEqualTo(400);
					assertThat(client.readRest()).contains("Name of a member");
				}
			}
			assertThat(log.warnings()).isEmpty();
		}
		for (String room : List.of("", "*", "a\nb")) {
			assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> presence(server).members(room));
		}
	}

	private TestServer server(TestServer.Kind kind) {
		return (kind == TestServer.Kind.TOMCAT) ? this.tomcat : this.jetty;
	}

	private static SsePresence presence(TestServer server) {
		return server.bean(SsePresence.class);
	}

	private static List<String> calls(TestServer server) {
		return server.bean(Application.class).calls;
	}

	private static SseTestClient open(TestServer server, String rest) throws IOException {
		SseTestClient client = server.open("/presence/" + rest);
		assertThat(client.status()).isEqualTo(200);
		assertThat(client.readBlock()).contains("sse-open");
		return client;
	}

	private static String next(SseTestClient client) throws IOException {
		List<String> lines = readEvent(client).lines().toList();
		assertThat(lines).hasSize(2).first().isEqualTo("event: sse-presence");
		return lines.get(1).substring("data: ".length());
	}

	private static String readEvent(SseTestClient client) throws IOException {
		String block = client.readBlock();
		while (block.startsWith(":") || block.startsWith("event: sse-position")) {
			block = client.readBlock();
		}
		return block;
	}

	@RestController
	static class Application implements SsePresenceListener {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/seen/{room}")
		SseSubscription seen(@PathVariable String room) {
			return SseSubscription.to(room).member("seen");
		}

		@SseEndpoint("/presence/{room}")
		SseSubscription presence(@PathVariable String room, @RequestParam String name) {
			return SseSubscription.to(room).member(name).presence();
		}

		@Override
		public void joined(String room, String member) {
			this.calls.add("joined " + room + " " + member);
			throw new IllegalStateException("Listener is broken");
		}

		@Override
		public void left(String room, String member) {
			this.calls.add("left " + room + " " + member);
		}

	}

}
