package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	private static final String OPENING = ":\nevent: sse-open\nretry: 3000\ndata: \\{}\nid: [0-9a-z]+-[0-9a-z]+\n";

	private final HttpClient client = HttpClient.newHttpClient();

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
		try (EventReader stream = open("/rooms/exact")) {
			assertThat(stream.response().headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("text/event-stream"));
			assertThat(stream.next()).matches(OPENING);
			for (String text : new String[] { "hello", "grüße, 世界", "" }) {
				HttpResponse<String> response = post("/rooms/exact", text);
				assertThat(response.statusCode()).isEqualTo(202);
				assertThat(stream.next()).isEqualTo("data: " + text + "\nid: " + id(response) + "\n");
			}
		}
	}

	@Test
	void shouldNameEvent() throws Exception {
		try (EventReader stream = open("/rooms/named")) {
			stream.next();
			String id = id(post("/rooms/named?event=chat", "two\nlines"));
			assertThat(stream.next()).isEqualTo("event: chat\ndata: two\ndata: lines\nid: " + id + "\n");
		}
	}

	@Test
	void shouldServeSeveralRoomsWithOneStream() throws Exception {
		try (EventReader stream = open("/sse?room=a&room=b")) {
			assertThat(stream.next()).matches(OPENING);
			post("/rooms/a", "first");
			post("/rooms/c", "not for us");
			post("/rooms/b", "second");
			assertThat(stream.next()).startsWith("data: first\n");
			assertThat(stream.next()).startsWith("data: second\n");
		}
	}

	@Test
	void shouldAnswerIdOfTenKilobytesWithGap() throws Exception {
		String id = "x".repeat(10 * 1024);
		try (EventReader header = open("/rooms/long", "Last-Event-ID", id);
				EventReader parameter = open("/rooms/long?lastEventId=" + id)) {
			String published = id(post("/rooms/long", "next"));
			for (EventReader stream : new EventReader[] { header, parameter }) {
				assertThat(stream.response().statusCode()).isEqualTo(200);
				assertThat(stream.next()).startsWith(":\nevent: sse-gap\n").contains("\"reason\":\"unknown\"");
				assertThat(stream.next()).isEqualTo("data: next\nid: " + published + "\n");
			}
		}
	}

	@Test
	void shouldPublishStatistics() throws Exception {
		try (EventReader stream = open("/stats")) {
			assertThat(stream.next()).matches(OPENING);
			for (int i = 0; i < 2; i++) {
				assertThat(stream.next()).startsWith("event: stats\ndata: {")
					.contains("\"heapUsed\":", "\"processCpu\":", "\"connections\":", "\"publishedPerSecond\":");
			}
		}
	}

	@Test
	void shouldTellPresenceInRoomOfItsOwn() throws Exception {
		try (EventReader stream = open("/sse?room=presence:club")) {
			stream.next();
			try (EventReader member = open("/sse?room=club&client=member")) {
				assertThat(stream.next()).startsWith("event: presence\ndata: {\"members\":1}\n");
				delete("/streams/member");
				member.next();
				member.shouldEnd();
			}
			assertThat(stream.next()).startsWith("event: presence\ndata: {\"members\":0}\n");
		}
	}

	@Test
	void shouldEndStreamOfClient() throws Exception {
		try (EventReader stream = open("/sse?room=drop&client=me");
				EventReader other = open("/sse?room=drop&client=you")) {
			stream.next();
			other.next();
			assertThat(delete("/streams/me").statusCode()).isEqualTo(204);
			stream.shouldEnd();
			post("/rooms/drop", "still there");
			assertThat(other.next()).startsWith("data: still there\n");
			assertThat(delete("/streams/nobody").statusCode()).isEqualTo(404);
		}
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
	@ValueSource(strings = { "/rooms/stats", "/rooms/presence:lobby", "/rooms/*" })
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
		shouldRefuse(this.client.send(request, BodyHandlers.ofString()), 415);
	}

	private void shouldRefuse(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"detail\":\"");
	}

	private EventReader open(String path, String... headers) throws IOException, InterruptedException {
		return EventReader.open(uri(path), headers);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(path)).DELETE().build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(body))
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private String id(HttpResponse<String> response) {
		assertThat(response.body()).matches("\\{\"id\":\"[0-9a-z]+-[0-9a-z]+\"}");
		return response.body().substring("{\"id\":\"".length(), response.body().length() - "\"}".length());
	}

}
