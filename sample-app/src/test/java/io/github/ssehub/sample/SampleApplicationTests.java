package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestEvent;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
class SampleApplicationTests {

	private static final String OPENING = ":\nevent: sse-open\nretry: 3000\ndata: \\{}\nid: [0-9a-z]+-[0-9a-z]+\n";

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private SseTestClient client;

	@LocalServerPort
	private int port;

	@Test
	void shouldServePage() throws Exception {
		HttpResponse<String> response = get("/");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("<title>SSE Hub</title>");
	}

	@Test
	void shouldDeliverExactlyWhatIsPosted() throws Exception {
		SseTestStream stream = open("/rooms/exact");
		assertThat(stream).hasHeader("Content-Type", "text/event-stream");
		shouldOpen(stream);
		for (String text : new String[] { "hello", "grüße, 世界", "" }) {
			HttpResponse<String> response = post("/rooms/exact", text);
			assertThat(response.statusCode()).isEqualTo(202);
			assertThat(stream.awaitEvent()).isUnnamed().hasData(text).hasId(id(response));
		}
	}

	@Test
	void shouldNameEvent() throws Exception {
		SseTestStream stream = open("/rooms/named");
		String id = id(post("/rooms/named?event=chat", "two\nlines"));
		SseTestEvent event = stream.awaitEvent();
		assertThat(event).hasName("chat").hasData("two\nlines");
		assertThat(event.raw()).isEqualTo("event: chat\ndata: two\ndata: lines\nid: " + id + "\n");
	}

	@Test
	void shouldServeSeveralRoomsWithOneStream() throws Exception {
		SseTestStream stream = open("/sse?room=a&room=b");
		shouldOpen(stream);
		post("/rooms/a", "first");
		post("/rooms/c", "not for us");
		post("/rooms/b", "second");
		assertThat(stream).hasExactlyData("first", "second");
	}

	@Test
	void shouldAnswerIdOfTenKilobytesWithGap() throws Exception {
		String id = "x".repeat(10 * 1024);
		SseTestStream header = this.client.get("/rooms/long").lastEventId(id).open();
		SseTestStream parameter = this.client.get("/rooms/long").param("lastEventId", id).open();
		String published = id(post("/rooms/long", "next"));
		for (SseTestStream stream : List.of(header, parameter)) {
			assertThat(stream.awaitEvent()).isGap("unknown").hasComment("");
			assertThat(stream.awaitEvent()).hasData("next").hasId(published);
		}
	}

	@Test
	void shouldPublishStatistics() throws Exception {
		SseTestStream stream = open("/stats");
		shouldOpen(stream);
		assertThat(stream.awaitEvents(2)).allSatisfy((event) -> assertThat(event).hasName("stats")
			.hasDataContaining("\"heapUsed\":", "\"processCpu\":", "\"connections\":", "\"publishedPerSecond\":"));
	}

	@Test
	void shouldTellWhoIsInARoom() throws Exception {
		SseTestStream stream = this.client.get("/chat/club").param("visitor", "Calm Otter 1").open();
		shouldBeTold(stream, "\"members\":[\"Calm Otter 1\"]");
		SseTestStream member = this.client.get("/chat/club")
			.param("visitor", "Brisk Lynx 2")
			.param("client", "member")
			.open();
		shouldBeTold(member, "\"members\":[\"Brisk Lynx 2\",\"Calm Otter 1\"]");
		shouldBeTold(stream, "\"joined\":[\"Brisk Lynx 2\"],\"left\":[]");
		assertThat(get("/rooms/club/members").body()).isEqualTo("[\"Brisk Lynx 2\",\"Calm Otter 1\"]");
		delete("/streams/member");
		shouldBeTold(stream, "\"joined\":[],\"left\":[\"Brisk Lynx 2\"]");
	}

	private void shouldBeTold(SseTestStream stream, String members) {
		SseTestEvent event = stream.awaitEvent("sse-presence");
		while (!event.data().startsWith("{\"room\":\"club\"")) {
			event = stream.awaitEvent("sse-presence");
		}
		assertThat(event).hasData("{\"room\":\"club\"," + members + "}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ann", "admin", "A%0AB%201", "A%20B%201234567" })
	void shouldLetNobodyBeCalledLikeAUser(String visitor) throws Exception {
		assertThat(get("/chat/club?visitor=" + visitor).statusCode()).isEqualTo(400);
	}

	@Test
	void shouldEndStreamOfClient() throws Exception {
		SseTestStream stream = open("/sse?room=drop&client=me").awaitOpen();
		SseTestStream other = open("/sse?room=drop&client=you").awaitOpen();
		assertThat(delete("/streams/me").statusCode()).isEqualTo(204);
		assertThat(stream.awaitEnd()).isEmpty();
		post("/rooms/drop", "still there");
		assertThat(other.awaitEvent()).hasData("still there");
		assertThat(delete("/streams/nobody").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms", "/rooms/", "/rooms/bad%01room", "/rooms/a?event=", "/rooms/a?event=sse-x",
			"/rooms/a?event=a%0Ab", "/rooms/a?event=a%0Db" })
	void shouldRefuseBadInput(String path) throws Exception {
		shouldRefuse(post(path, "hello"), 400);
	}

	@Test
	void shouldRefuseLongRoom() throws Exception {
		String room = "r".repeat(129);
		shouldRefuse(post("/rooms/" + room, "hello"), 400);
		shouldRefuse(get("/rooms/" + room), 400);
		assertThat(get("/sse?room=" + room).statusCode()).isEqualTo(400);
	}

	@Test
	void shouldRefuseLargeEvent() throws Exception {
		shouldRefuse(post("/rooms/a", "x".repeat(256 * 1024)), 413);
		assertThat(post("/rooms/a", "x".repeat(250 * 1024)).statusCode()).isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms/stats", "/rooms/account:ann", "/rooms/*" })
	void shouldKeepServerRoomsToServer(String path) throws Exception {
		HttpResponse<String> response = post(path, "hello");
		shouldRefuse(response, 403);
		assertThat(response.body()).contains("the server's own");
	}

	@Test
	void shouldTakeTextOnly() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/rooms/a"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{}"))
			.build();
		shouldRefuse(this.http.send(request, BodyHandlers.ofString()), 415);
	}

	private void shouldRefuse(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"detail\":\"");
	}

	private SseTestStream open(String path) {
		return this.client.get(path).open();
	}

	private void shouldOpen(SseTestStream stream) {
		assertThat(stream.awaitEvent("sse-open").raw()).matches(OPENING);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path)).DELETE().build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(body))
			.build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private String id(HttpResponse<String> response) {
		assertThat(response.body()).matches("\\{\"id\":\"[0-9a-z]+-[0-9a-z]+\"}");
		return response.body().substring("{\"id\":\"".length(), response.body().length() - "\"}".length());
	}

}
