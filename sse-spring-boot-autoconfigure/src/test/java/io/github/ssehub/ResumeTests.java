package io.github.ssehub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that comes back gets what it missed, or is told that it cannot.
 */
@Timeout(60)
class ResumeTests {

	private static TestServer server;

	private static int rooms;

	// A room of its own for each test
	private String room;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.replay.events=10");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void nameRoom() {
		this.room = "room" + rooms++;
	}

	@Test
	void shouldReplayWhatClientMissed() throws IOException {
		String last = publish("one");
		List<String> missed = List.of(publish("two"), publish("three"));
		try (SseTestClient client = resume(last)) {
			assertThat(client.readBlock()).isEqualTo(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: " + last + "\n");
			assertThat(client.readBlock()).isEqualTo("data: two\nid: " + missed.get(0) + "\n");
			assertThat(client.readBlock()).isEqualTo("data: three\nid: " + missed.get(1) + "\n");
			String live = publish("four");
			assertThat(client.readBlock()).isEqualTo("data: four\nid: " + live + "\n");
		}
	}

	@Test
	void shouldReplayToClientThatWasCutOffBeforeItsFirstEvent() throws IOException {
		String opening;
		try (SseTestClient client = server.open("/rooms/" + this.room)) {
			opening = idOf(client.readBlock());
		}
		publish("missed");
		try (SseTestClient client = resume(opening)) {
			assertThat(client.readData()).isEqualTo("missed");
		}
	}

	@Test
	void shouldReplayAllRoomsInTheOrderOfTheirEvents() throws IOException {
		String last = server.hub().position();
		for (int i = 0; i < 6; i++) {
			server.hub().broadcast(this.room + ((i % 2 == 0) ? "a" : "b"), Integer.toString(i));
		}
		try (SseTestClient client = server.open("/two/" + this.room, "Last-Event-ID: " + last)) {
			for (int i = 0; i < 6; i++) {
				assertThat(client.readData()).isEqualTo(Integer.toString(i));
			}
		}
	}

	@Test
	void shouldReplayBroadcastsToAll() throws IOException {
		String last = server.hub().position();
		server.hub().broadcast(SseHub.ALL, "to all of " + this.room);
		try (SseTestClient client = resume(last)) {
			assertThat(client.readData()).isEqualTo("to all of " + this.room);
		}
	}

	@Test
	void shouldResumeFromIdOfTheApplication() throws IOException {
		publish(SseEvent.builder().id("order \u20ac 1").data("one").build());
		publish(SseEvent.builder().id("order 2").data("two").build());
		try (SseTestClient client = resume("order \u20ac 1")) {
			assertThat(client.readBlock()).isEqualTo(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: order \u20ac 1\n");
			assertThat(client.readBlock()).isEqualTo("data: two\nid: order 2\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "lastEventId", "evs_last_event_id" })
	void shouldResumeFromRequestParameter(String parameter) throws IOException {
		String last = publish("one");
		publish("two");
		try (SseTestClient client = server.open("/rooms/" + this.room + "?" + parameter + "=" + last)) {
			assertThat(client.readData()).isEqualTo("two");
		}
	}

	@Test
	void shouldPreferHeaderToRequestParameter() throws IOException {
		String first = publish("one");
		String second = publish("two");
		publish("three");
		try (SseTestClient client = server.open("/rooms/" + this.room + "?lastEventId=" + first,
				"Last-Event-ID: " + second)) {
			assertThat(client.readData()).isEqualTo("three");
		}
	}

	@Test
	void shouldTellGapOnceAndGoOnFromTheOldestKept() throws IOException {
		String last = publish("lost");
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			ids.add(publish(Integer.toString(i)));
		}
		try (SseTestClient client = resume(last)) {
			assertThat(client.readBlock()).isEqualTo(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: " + last + "\n");
			assertThat(client.readBlock()).isEqualTo("event: sse-gap\ndata: {\"lastEventId\":\"" + last
					+ "\",\"reason\":\"expired\"}\nid: " + ids.get(1) + "\n");
			for (int i = 2; i < 12; i++) {
				assertThat(client.readData()).isEqualTo(Integer.toString(i));
			}
		}
		try (SseTestClient client = resume(ids.get(1))) {
			assertThat(client.readBlock())
				.isEqualTo(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: " + ids.get(1) + "\n");
			assertThat(client.readData()).isEqualTo("2");
		}
	}

	@Test
	void shouldReplayRoomWholeThatStillHasEverythingBesideOneThatHasNot() throws IOException {
		String last = server.hub().position();
		String kept = server.hub().broadcast(this.room + "a", "kept");
		for (int i = 0; i < 11; i++) {
			server.hub().broadcast(this.room + "b", Integer.toString(i));
		}
		try (SseTestClient client = server.open("/two/" + this.room, "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).as("before the first kept event")
				.startsWith("event: sse-gap\n")
				.contains("\"lastEventId\":\"" + last + "\"")
				.endsWith("id: " + last + "\n");
			assertThat(client.readBlock()).isEqualTo("data: kept\nid: " + kept + "\n");
			assertThat(client.readData()).isEqualTo("1");
		}
	}

	@Test
	void shouldTellNoGapForQuietRoomBesideOneThatIsBusy() throws IOException {
		try (SseTestClient client = server.open("/rooms/" + this.room)) {
			String last = idOf(client.readBlock());
			for (int i = 0; i < 50; i++) {
				server.hub().broadcast(this.room + "busy", Integer.toString(i));
			}
			publish("quiet");
			try (SseTestClient resumed = resume(last)) {
				assertThat(resumed.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
				assertThat(resumed.readBlock()).startsWith("data: quiet\n");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "-", "a-b-c", "\u20ac", "\"quoted\\\"", "<epoch>-", "<epoch>--1",
			"<epoch>-zzzz", "<epoch>-zzzzzzzzzzzzzzzzzzzz", "<epoch>-001", "<long>" })
	void shouldTellGapForHostileIdAndStartAsOnFirstConnect(String id) throws IOException {
		String epoch = server.hub().position().split("-")[0];
		publish("before");
		try (SseTestClient client = resume(id.replace("<epoch>", epoch).replace("<long>", "x".repeat(5000)))) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).startsWith(":\nevent: sse-gap\nretry: 3000\n")
				.contains("\"reason\":\"unknown\"");
			publish("after");
			assertThat(client.readData()).isEqualTo("after");
		}
	}

	@Test
	void shouldReplayWhatIsKeptAfterGapForIdOfAnotherRunOfTheServer() throws IOException {
		publish("kept");
		try (SseTestClient client = resume("k3f9-1a")) {
			assertThat(client.readBlock()).isEqualTo(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: k3f9-1a\n");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").contains("\"reason\":\"unknown\"");
			List<String> replayed = new ArrayList<>();
			while (!replayed.contains("kept")) {
				replayed.add(client.readData());
			}
			// Another test has broadcast to all
			assertThat(replayed).hasSizeLessThan(3);
		}
	}

	@Test
	void shouldNotReplayWhereResumeIsRefusedButTellThatEventsWereMissed() throws IOException {
		String last = publish("one");
		publish("two");
		try (SseTestClient client = server.open("/no-resume/" + this.room, "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n");
			publish("three");
			assertThat(client.readData()).isEqualTo("three");
		}
	}

	@Test
	void shouldNotReplayRoomThatRefusesIt() throws IOException {
		this.room = "private-" + this.room;
		String last = publish("one");
		publish("two");
		try (SseTestClient client = resume(last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").contains("\"reason\":\"expired\"");
			publish("three");
			assertThat(client.readData()).isEqualTo("three");
		}
		try (SseTestClient client = server.open("/latest/" + this.room)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			publish("four");
			assertThat(client.readData()).isEqualTo("four");
		}
	}

	@Test
	void shouldKeepWhatTheRoomIsToKeep() throws IOException {
		this.room = "short-" + this.room;
		String last = publish("one");
		publish("two");
		publish("three");
		try (SseTestClient client = resume(last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n");
			assertThat(client.readData()).isEqualTo("three");
		}
	}

	@Test
	void shouldReplayLatestToClientThatJoinsLate() throws IOException {
		publish("one");
		publish("two");
		publish("three");
		try (SseTestClient client = server.open("/latest/" + this.room)) {
			String opening = idOf(client.readBlock());
			assertThat(client.readData()).isEqualTo("two");
			assertThat(client.readData()).isEqualTo("three");
			try (SseTestClient resumed = server.open("/latest/" + this.room, "Last-Event-ID: " + opening)) {
				assertThat(resumed.readData()).isEqualTo("two");
			}
		}
	}

	@Test
	void shouldReplayAll() throws IOException {
		publish("one");
		publish("two");
		try (SseTestClient client = server.open("/all/" + this.room)) {
			assertThat(client.readData()).isEqualTo("one");
			assertThat(client.readData()).isEqualTo("two");
		}
	}

	@Test
	void shouldReplaySinceId() throws IOException {
		String since = publish("one");
		publish("two");
		try (SseTestClient client = server.open("/since/" + this.room + "?id=" + since)) {
			assertThat(client.readData()).isEqualTo("two");
		}
	}

	@Test
	void shouldPreferResumableIdToReplay() throws IOException {
		publish("one");
		String last = publish("two");
		publish("three");
		try (SseTestClient client = server.open("/all/" + this.room, "Last-Event-ID: " + last)) {
			assertThat(client.readData()).isEqualTo("three");
		}
	}

	@Test
	void shouldReplayOnlyNewestOfEachKeyButAllThatIsLive() throws IOException {
		String last = server.hub().position();
		publish(keyed("a", "a1"));
		publish(keyed("b", "b1"));
		publish("unkeyed");
		publish(keyed("a", "a2"));
		try (SseTestClient resumed = resume(last); SseTestClient late = server.open("/per-key/" + this.room)) {
			assertThat(resumed.readData()).isEqualTo("b1");
			assertThat(resumed.readData()).isEqualTo("unkeyed");
			assertThat(resumed.readData()).isEqualTo("a2");
			assertThat(late.readData()).isEqualTo("b1");
			assertThat(late.readData()).isEqualTo("a2");
			publish(keyed("a", "a3"));
			assertThat(resumed.readData()).isEqualTo("a3");
			assertThat(late.readData()).isEqualTo("a3");
			publish(keyed("a", "a4"));
			assertThat(late.readData()).isEqualTo("a4");
		}
	}

	@Test
	void shouldCountEvictedEventWithNewerOneOfItsKeyAsNoLoss() throws IOException {
		String last = server.hub().position();
		for (int i = 0; i < 15; i++) {
			publish(keyed("a", Integer.toString(i)));
		}
		try (SseTestClient client = resume(last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("data: 14\n");
		}
	}

	@Test
	void shouldOpenWithEvent() throws IOException {
		try (SseTestClient client = server.open("/rooms/" + this.room)) {
			assertThat(client.readBlock())
				.matches(":\nevent: sse-open\nretry: 3000\ndata: \\{}\nid: [0-9a-z]+-[0-9a-z]+\n");
		}
	}

	@Test
	void shouldOpenWithBlock() throws IOException {
		try (SseTestClient client = server.open("/block/" + this.room)) {
			assertThat(client.readBlock()).matches("retry: 3000\nid: [0-9a-z]+-[0-9a-z]+\n");
		}
	}

	@Test
	void shouldPassLastEventIdToController() throws IOException {
		String last = publish("one");
		try (SseTestClient client = server.open("/echo/" + this.room, "Last-Event-ID: " + last)) {
			assertThat(client.readData()).isEqualTo("last event id " + last);
		}
		try (SseTestClient client = server.open("/echo/" + this.room)) {
			assertThat(client.readData()).isEqualTo("last event id null");
		}
	}

	private static SseEvent keyed(String key, String data) {
		return SseEvent.builder().key(key).data(data).build();
	}

	private String publish(String data) {
		return publish(SseEvent.of(data));
	}

	private String publish(SseEvent event) {
		return server.hub().broadcast(this.room, event);
	}

	private SseTestClient resume(String lastEventId) throws IOException {
		return server.open("/rooms/" + this.room, "Last-Event-ID: " + lastEventId);
	}

	private static String idOf(String block) {
		return block.lines().filter((line) -> line.startsWith("id: ")).findFirst().orElseThrow().substring(4);
	}

	@RestController
	static class Application {

		@Bean
		SseRetention privateRooms() {
			return SseRetention.of("private-*").noReplay();
		}

		@Bean
		SseRetention shortRooms() {
			return SseRetention.of("short-*").events(1);
		}

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint(path = "/two/{room}", rooms = { "{room}a", "{room}b" })
		void two() {
		}

		@SseEndpoint(path = "/no-resume/{room}")
		SseSubscription noResume(@PathVariable String room) {
			return SseSubscription.to(room).noResume();
		}

		@SseEndpoint(path = "/latest/{room}", rooms = "{room}", replayLatest = 2)
		void latest() {
		}

		@SseEndpoint("/all/{room}")
		SseSubscription all(@PathVariable String room) {
			return SseSubscription.to(room).replayAll();
		}

		@SseEndpoint("/since/{room}")
		SseSubscription since(@PathVariable String room, @RequestParam String id) {
			return SseSubscription.to(room).since(id);
		}

		@SseEndpoint("/per-key/{room}")
		SseSubscription perKey(@PathVariable String room) {
			return SseSubscription.to(room).replayLatestPerKey();
		}

		@SseEndpoint(path = "/block/{room}", rooms = "{room}", opening = OpeningForm.BLOCK)
		void block() {
		}

		@SseEndpoint("/echo/{room}")
		String echo(@PathVariable String room, @LastEventId String lastEventId, SseConnection connection) {
			connection.send("last event id " + lastEventId);
			return room;
		}

	}

}
