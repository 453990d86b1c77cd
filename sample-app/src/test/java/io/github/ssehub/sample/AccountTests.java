package io.github.ssehub.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
class AccountTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private SseHub hub;

	@LocalServerPort
	private int port;

	@BeforeEach
	void emptyRooms() {
		this.hub.rooms().forEach(this.hub::close);
	}

	@Test
	void shouldShowNotesToTheirUserOnly() throws Exception {
		LoggedInUser ann = LoggedInUser.logIn(http(), "ann");
		LoggedInUser annElsewhere = LoggedInUser.logIn(http(), "ann");
		LoggedInUser bo = LoggedInUser.logIn(http(), "bo");
		try (SseTestStream first = open(ann, "ann");
				SseTestStream second = open(annElsewhere, "ann");
				SseTestStream other = open(bo, "bo");
				SseTestStream all = http().stream("/rooms/anything")) {
			assertThat(ann.send("from ann").statusCode()).isEqualTo(202);
			assertThat(bo.send("from bo").statusCode()).isEqualTo(202);
			this.hub.broadcast(SseHub.ALL, "to all");
			assertThat(first.awaitEvent()).hasName("note").hasDataContaining("{\"text\":\"from ann\",\"time\":");
			assertThat(second.awaitEvent()).hasName("note").hasDataContaining("{\"text\":\"from ann\",\"time\":");
			assertThat(other.awaitEvent()).hasName("note").hasDataContaining("{\"text\":\"from bo\",\"time\":");
			for (SseTestStream stream : List.of(first, second, other, all)) {
				assertThat(stream.awaitEvent()).hasData("to all");
			}
		}
	}

	@Test
	void shouldReplayNotesToTheirUserOnly() throws Exception {
		LoggedInUser ann = LoggedInUser.logIn(http(), "ann");
		String before = this.hub.position();
		ann.send("earlier");
		try (SseTestStream other = open(LoggedInUser.logIn(http(), "bo"), "bo");
				SseTestStream resumed = LoggedInUser.logIn(http(), "bo").open("/account/events?lastEventId=" + before);
				SseTestStream again = ann.open("/account/events")) {
			this.hub.broadcast(SseHub.ALL, "to all");
			assertThat(other.awaitEvent()).hasData("to all");
			assertThat(resumed.awaitEvent()).hasDataContaining("\"bo\"");
			assertThat(resumed.awaitEvent()).hasData("to all");
			assertThat(again.awaitEvent()).hasDataContaining("\"earlier\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms/account:ann", "/chat/account:ann", "/sse?room=other&room=account:ann" })
	void shouldLetNobodyIntoRoomOfUser(String path) throws Exception {
		try (SseTestStream nobody = http().stream(path);
				SseTestStream other = LoggedInUser.logIn(http(), "bo").open(path)) {
			assertThat(nobody).hasStatus(403);
			assertThat(other).hasStatus(403);
		}
		HttpRequest post = HttpRequest.newBuilder(http().uri("/rooms/account:ann"))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString("as if from ann"))
			.build();
		assertThat(this.client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
	}

	@Test
	void shouldShowUserInChatByName() throws Exception {
		try (SseTestStream stream = LoggedInUser.logIn(http(), "ann").open("/chat/users?visitor=Calm%20Otter%201")) {
			assertThat(stream).hasEvent("sse-presence", "{\"room\":\"users\",\"members\":[\"ann\"]}");
		}
	}

	@Test
	void shouldEndStreamsOfSessionWithLogout() throws Exception {
		LoggedInUser ann = LoggedInUser.logIn(http(), "ann");
		LoggedInUser annElsewhere = LoggedInUser.logIn(http(), "ann");
		try (SseTestStream first = open(ann, "ann");
				SseTestStream second = open(ann, "ann");
				SseTestStream elsewhere = open(annElsewhere, "ann")) {
			ann.logOut();
			for (SseTestStream stream : List.of(first, second)) {
				assertThat(stream.awaitEvent()).hasName("sse-end").hasData("{\"reason\":\"unauthorized\"}").hasNoId();
				assertThat(stream.awaitEnd()).isEmpty();
			}
			try (SseTestStream again = ann.open("/account/events")) {
				assertThat(again).hasStatus(401);
			}
			annElsewhere.send("still there");
			assertThat(elsewhere.awaitEvent()).hasDataContaining("\"still there\"");
		}
	}

	@Test
	void shouldRefuseRequestsOfOtherSites() throws Exception {
		LoggedInUser ann = LoggedInUser.logIn(http(), "ann");
		assertThat(ann.postWithoutToken("/account/notes", "text/plain", "forged").statusCode()).isEqualTo(403);
		assertThat(ann.postWithoutToken("/account/logout", "text/plain", "").statusCode()).isEqualTo(403);
		assertThat(this.hub.rooms()).doesNotContain("account:ann");
	}

	@Test
	void shouldSendPageToLogin() throws Exception {
		HttpRequest page = HttpRequest.newBuilder(http().uri("/account/index.html"))
			.header("Accept", "text/html")
			.build();
		HttpResponse<String> response = this.client.send(page, BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).hasValue(http().uri("/account/login.html").toString());
		assertThat(get("/account/login.html").body()).contains("<code>ann</code>");
		try (SseTestStream stream = http().stream("/account/events")) {
			assertThat(stream).hasStatus(401);
		}
	}

	@ParameterizedTest
	@CsvSource({ "health, 200", "info, 200", "metrics/sse.connections, 200", "prometheus, 200", "sse, 401",
			"env, 404" })
	void shouldTellNobodyOfStreams(String endpoint, int status) throws Exception {
		assertThat(get("/actuator/" + endpoint).statusCode()).isEqualTo(status);
	}

	@Test
	void shouldTellEverybodyHowBusyTheHubIs() throws Exception {
		assertThat(get("/actuator/info").body()).matches("\\{\"sse\":\\{.*\"connections\":\\d+.*}}");
	}

	@Test
	void shouldTellAdminOfStreams() throws Exception {
		assertThat(LoggedInUser.logIn(http(), "ann").get("/actuator/sse").statusCode()).isEqualTo(403);
		LoggedInUser admin = LoggedInUser.logIn(http(), "admin");
		try (SseTestStream stream = open(admin, "admin")) {
			assertThat(admin.get("/actuator/sse").body()).contains("\"user\":\"admin\"",
					"\"path\":\"/account/events\"");
			// With the token, so that it is the endpoint that refuses
			assertThat(admin.delete("/actuator/sse/users/admin").statusCode()).isEqualTo(404);
			assertThat(admin.post("/actuator/sse/drain", "application/json", "{}").statusCode()).isEqualTo(404);
			admin.send("still there");
			assertThat(stream.awaitEvent()).hasDataContaining("\"still there\"");
		}
	}

	@Test
	void shouldTellAdminOfStreamsWithoutSession() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(http().uri("/actuator/sse"))
			.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.US_ASCII)))
			.build();
		assertThat(this.client.send(request, BodyHandlers.ofString()).body()).contains("\"connections\":");
	}

	private SseTestStream open(LoggedInUser user, String name) {
		SseTestStream stream = user.open("/account/events");
		assertThat(stream.awaitEvent()).hasName("hello").hasData("{\"user\":\"" + name + "\"}");
		return stream;
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(http().uri(path)).build(), BodyHandlers.ofString());
	}

	private TestHttp http() {
		return new TestHttp(this.port);
	}

}
