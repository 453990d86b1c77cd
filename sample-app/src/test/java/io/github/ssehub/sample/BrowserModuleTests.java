package io.github.ssehub.sample;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.WindowType;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHub;
import io.github.ssehub.hub.HubConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The module for browsers, in a page whose policy for content is strict.
 */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBKIT")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import({ ClientEndpoint.class, ModuleEndpoint.class })
class BrowserModuleTests extends AbstractBrowserTests {

	private static final int OPEN = 1;

	private static final int CLOSED = 2;

	private static final JsonMapper JSON = new JsonMapper();

	private final String room = UUID.randomUUID().toString();

	private final List<String> tabs = new ArrayList<>();

	@Autowired
	private SseHub hub;

	@AfterEach
	void closeTabs() {
		while (this.tabs.size() > 1) {
			closeTab(this.tabs.get(0));
		}
		driver().get(uri("/blank.html").toString());
		this.hub.connections(this.room).forEach(SseConnection::close);
	}

	@Test
	void shouldParseAsTheStandardSays() {
		openPage("");
		String text = """
				: comment\r\ndata: one\r\ndata:two\n\r\nid: 1\ndata\n\nid: 2\n\nevent: x\ndata:  y: z\r\rid: bad\0\nretry: 10
				retry: 1x\nunknown: a\nevent: lost\n\ndata: end\n\ndata: half\n""";
		assertThat(call("parseInParts", text)).isEqualTo(List.of("""
				[["message","one\\ntwo",null,""],["message","","1","1"],[null,null,"2","2"],["x"," y: z",null,"2"],10,\
				["message","end",null,"2"]]"""));
	}

	@Test
	void shouldDecodeCharactersThatAreCutInTwo() {
		openPage("");
		call("answerInBytes", "\uFEFFdata: gr\u00FC\u00DFe \u20AC \uD83D\uDE00\r\n\r\n");
		start(Map.of());
		eventually(() -> assertThat(events()).containsExactly("gr\u00FC\u00DFe \u20AC \uD83D\uDE00"));
		call("closeStream");
	}

	@Test
	void shouldReadForEightTabsWithOneConnection() {
		readInTabs(8, "");
	}

	@Test
	void shouldReadForTabsWithOneConnectionWithoutWorkers() {
		readInTabs(4, "#leader");
	}

	private void readInTabs(int count, String hash) {
		openPage(hash);
		start(Map.of("shared", true, "holds", true));
		awaitOpen();
		String first = this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).containsExactly("first"));
		assertThat(report().at("/reloads")).isEmpty();
		for (int i = 1; i < count; i++) {
			openTab(hash);
			start(Map.of("shared", true, "holds", true));
			awaitOpen();
			assertThat(report().at("/lastEventId").asString()).isEqualTo(first);
			assertThat(report().at("/reloads/0").asString()).isEqualTo("joined");
			call("finish");
		}
		assertThat(this.hub.connections(this.room)).hasSize(1);
		this.hub.broadcast(this.room, "second");
		inEachTab(() -> eventually(() -> assertThat(events()).endsWith("second")));
		// The one that leads, where there is no worker, and that without a word
		killFirstTab();
		switchTo(0);
		this.hub.broadcast(this.room, "third");
		inEachTab(() -> eventually(() -> assertThat(events()).containsExactly("second", "third")));
		this.hub.broadcast(this.room, "fourth");
		inEachTab(() -> eventually(() -> assertThat(events()).containsExactly("second", "third", "fourth")));
		awaitOneConnection();
		while (this.tabs.size() > 1) {
			closeTab(this.tabs.get(0));
		}
		awaitOneConnection();
		driver().get(uri("/blank.html").toString());
		awaitNoConnection();
	}

	@Test
	void shouldNeitherLoseNorRepeatWhatTheNextLeaderDidNotHear() {
		Map<String, Object> quiet = Map.of("shared", true, "url", "/module/" + this.room + "/quiet");
		openPage("#leader");
		start(quiet);
		awaitOpen();
		for (int i = 1; i < 4; i++) {
			openTab("#leader");
			start(quiet);
			awaitOpen();
		}
		this.hub.broadcast(this.room, "first");
		inEachTab(() -> eventually(() -> assertThat(events()).containsExactly("first")));
		broadcastUnheard("second", 3);
		switchTo(1);
		eventually(() -> assertThat(events()).containsExactly("first", "second"));
		broadcastUnheard("third", 1, 3);
		for (int tab : new int[] { 1, 3 }) {
			switchTo(tab);
			call("hear", true);
		}
		killFirstTab();
		switchTo(0);
		eventually(() -> assertThat(events()).containsExactly("first", "second", "third"));
		this.hub.broadcast(this.room, "fourth");
		for (int tab : new int[] { 0, 1 }) {
			switchTo(tab);
			eventually(() -> assertThat(events()).containsExactly("first", "second", "third", "fourth"));
		}
		switchTo(2);
		eventually(() -> assertThat(events()).startsWith("first").endsWith("fourth"));
		assertThat(events().get(1)).contains("\"reason\":\"missed\"");
	}

	private void broadcastUnheard(String text, int... tabs) {
		for (int tab : tabs) {
			switchTo(tab);
			call("hear", false);
		}
		this.hub.broadcast(this.room, text);
		for (int tab : new int[] { 0, 2 }) {
			switchTo(tab);
			eventually(() -> assertThat(events()).endsWith(text));
		}
	}

	@Test
	void shouldFollowLeaderWhoseClockIsBehind() {
		openPage("#leader");
		start(Map.of("shared", true));
		awaitOpen();
		for (int i = 1; i < 4; i++) {
			openTab("#leader");
			start(Map.of("shared", true));
			awaitOpen();
		}
		// Does not hear of the second leader, and is the third
		switchTo(2);
		call("moveClock", -3_600_000);
		call("hear", false);
		killFirstTab();
		this.hub.broadcast(this.room, "first");
		switchTo(2);
		eventually(() -> assertThat(events()).containsExactly("first"));
		switchTo(1);
		call("hear", true);
		killFirstTab();
		this.hub.broadcast(this.room, "second");
		switchTo(1);
		eventually(() -> assertThat(events()).containsExactly("first", "second"));
		awaitOneConnection();
	}

	private void killFirstTab() {
		switchTo(0);
		call("dieSilently");
		closeTab(this.tabs.get(0));
	}

	@Test
	void shouldEndStreamOfTabThatDiesWithoutAWord() {
		openPage("");
		start(Map.of("shared", true));
		awaitOpen();
		String other = UUID.randomUUID().toString();
		openTab("");
		start(Map.of("shared", true, "url", "/module/" + other));
		awaitOpen();
		assertThat(this.hub.connections(other)).hasSize(1);
		call("dieSilently");
		closeTab(this.tabs.get(1));
		eventually(() -> assertThat(this.hub.connections(other)).isEmpty());
		assertThat(this.hub.connections(this.room)).hasSize(1);
	}

	@Test
	void shouldGiveTabThatComesBackWhatItMissed() {
		openPage("");
		start(Map.of("shared", true));
		awaitOpen();
		this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).containsExactly("first"));
		openTab("");
		start(Map.of("shared", true));
		awaitOpen();
		switchTo(0);
		call("pageEvent", "pagehide", true);
		this.hub.broadcast(this.room, "second");
		// Has no id
		this.hub.connections(this.room).forEach((connection) -> connection.send("third"));
		switchTo(1);
		eventually(() -> assertThat(events()).containsExactly("second", "third"));
		comeBackAndSee("first", "second", "third");
		switchTo(0);
		call("pageEvent", "pagehide", true);
		this.hub.connections(this.room).forEach((connection) -> connection.send("fourth"));
		switchTo(1);
		eventually(() -> assertThat(events()).containsExactly("second", "third", "fourth"));
		comeBackAndSee("first", "second", "third", "fourth");
		assertThat(this.hub.connections(this.room)).hasSize(1);
	}

	private void comeBackAndSee(String... events) {
		switchTo(0);
		assertThat(events()).hasSizeLessThan(events.length);
		call("pageEvent", "pageshow", true);
		eventually(() -> assertThat(events()).containsExactly(events));
	}

	@Test
	void shouldGiveUpItsStreamWhileThePageIsKept() {
		openPage("");
		start(Map.of());
		awaitOpen();
		this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).containsExactly("first"));
		call("pageEvent", "pagehide", true);
		awaitNoConnection();
		this.hub.broadcast(this.room, "second");
		call("pageEvent", "pageshow", true);
		eventually(() -> assertThat(events()).containsExactly("first", "second"));
	}

	@Test
	void shouldReceiveEachEventOnceWhereverItIsCutOff() throws Exception {
		try (CuttingProxy proxy = new CuttingProxy(uri("/").getPort())) {
			this.hub.broadcast(this.room, "first");
			this.hub.broadcast(this.room, "second");
			openPage(proxy.uri("/module.html"));
			int[] cuts = { 1, 60, 113, 130, 160 };
			for (int cut : cuts) {
				start(Map.of("name", "cut " + cut, "url", "/cut/" + this.room + "?cut=" + cut));
			}
			this.hub.broadcast(this.room, "third");
			eventually(() -> assertThat(IntStream.of(cuts).mapToObj((cut) -> events("cut " + cut)).toList())
				.isEqualTo(Collections.nCopies(cuts.length, List.of("first", "second", "third"))));
		}
	}

	@Test
	void shouldNoticeConnectionThatIsDead() throws Exception {
		try (CuttingProxy proxy = new CuttingProxy(uri("/").getPort())) {
			openPage(proxy.uri("/module.html"));
			// The opening and some heartbeats
			start(Map.of("url", "/module/" + this.room + "?swallow=500"));
			awaitOpen();
			String lost = "lost".repeat(200);
			this.hub.broadcast(this.room, lost);
			eventually(() -> assertThat(events()).containsExactly(lost));
			assertThat(report().at("/opened").asInt()).isEqualTo(2);
		}
	}

	@Test
	void shouldHoldBackEventsWhileThePageLoadsItsState() {
		openPage("");
		start(Map.of("lastEventId", "unknown", "holds", true));
		eventually(() -> assertThat(report().at("/reloads/0").asString()).isEqualTo("unknown"));
		this.hub.broadcast(this.room, "first");
		String last = this.hub.broadcast(this.room, "second");
		call("fail");
		eventually(() -> assertThat(report().at("/reloads")).hasSize(2));
		assertThat(events()).hasSize(1).allMatch((data) -> data.contains("unknown"));
		call("finish");
		eventually(() -> assertThat(events()).hasSize(3).endsWith("first", "second"));
		assertThat(report().at("/lastEventId").asString()).isEqualTo(last);
		this.hub.broadcast(this.room, "third");
		eventually(() -> assertThat(events()).endsWith("third"));
		assertThat(report().at("/reloads")).hasSize(2);
	}

	@Test
	void shouldComeBackAfterSomeEndsAndStayAwayAfterOthers() {
		openPage("");
		start(Map.of());
		awaitOpen();
		end(CloseReason.MAX_AGE);
		eventually(() -> assertThat(report().at("/opened").asInt()).isEqualTo(2));
		awaitOpen();
		end(CloseReason.UNAUTHORIZED);
		eventually(() -> assertThat(report().at("/readyState").asInt()).isEqualTo(CLOSED));
		assertThat(texts(report().at("/ends"))).containsExactly("max-age", "unauthorized");
		start(Map.of("comesBack", true, "name", "other"));
		awaitOpen("other");
		end(CloseReason.REPLACED);
		eventually(() -> assertThat(report("other").at("/opened").asInt()).isEqualTo(2));
	}

	private void end(CloseReason reason) {
		for (SseConnection connection : this.hub.connections(this.room)) {
			((HubConnection) connection).close(reason);
		}
	}

	@Test
	void shouldPostWithHeadersAndComeBack() {
		openPage("");
		start(Map.of("method", "post", "body", "hello", "dynamic", true));
		eventually(() -> assertThat(events()).containsExactly("hello token 1"));
		this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).endsWith("first"));
		end(CloseReason.MAX_AGE);
		this.hub.broadcast(this.room, "second");
		eventually(() -> assertThat(events()).hasSize(4));
		assertThat(events()).containsExactlyInAnyOrder("hello token 1", "first", "hello token 2", "second");
	}

	@Test
	void shouldResumeAndStopDetachedStream() {
		openPage("");
		Map<String, Object> request = Map.of("url", "/generate", "method", "POST", "detached", "/generate/{id}",
				"headers", Map.of("Content-Type", "application/json"), "body",
				"{\"prompt\":\"hi\",\"tokens\":10000,\"delay\":\"20ms\"}");
		start(request);
		eventually(() -> assertThat(events()).isNotEmpty());
		String id = report().at("/streamId").asString();
		call("pageEvent", "pagehide", true);
		call("pageEvent", "pageshow", true);
		eventually(() -> assertThat(report().at("/opened").asInt()).isEqualTo(2));
		assertThat(report().at("/streamId").asString()).isEqualTo(id);
		start(Map.of("name", "other page", "url", "/generate/" + id));
		eventually(() -> assertThat(events("other page")).isNotEmpty());
		call("stopStream");
		for (String name : List.of("stream", "other page")) {
			eventually(() -> {
				assertThat(report(name).at("/readyState").asInt()).isEqualTo(CLOSED);
				assertThat(texts(report(name).at("/errors"))).endsWith("204");
			});
		}
		assertThat(String.join("", events())).isEqualTo(String.join("", events("other page")));
	}

	@Test
	void shouldGetOverServersThatAreBusyAndNothingElse() {
		openPage("");
		for (int status : List.of(429, 503)) {
			start(Map.of("name", "busy " + status, "url", "/module/" + this.room + status + "/first/" + status));
			awaitOpen("busy " + status);
			assertThat(report("busy " + status).at("/errors/0").asInt()).isEqualTo(status);
		}
		start(Map.of("name", "gone", "url", "/missing"));
		eventually(() -> assertThat(report("gone").at("/readyState").asInt()).isEqualTo(CLOSED));
		assertThat(report("gone").at("/errors/0").asInt()).isEqualTo(404);
	}

	@Test
	void shouldRepeatPostOnlyIfItWasNotProcessed() {
		openPage("");
		for (int status : List.of(408, 500, 502, 504)) {
			String name = post(status, Map.of());
			eventually(() -> assertThat(report(name).at("/readyState").asInt()).isEqualTo(CLOSED));
			assertThat(texts(report(name).at("/errors"))).containsExactly(String.valueOf(status));
			call("wakeUp");
			assertThat(asked()).containsExactly("POST /answers");
		}
		for (int status : List.of(425, 429, 503)) {
			String name = post(status, Map.of());
			eventually(() -> assertThat(report(name).at("/errors/0").asInt()).isEqualTo(status));
			call("wakeUp");
			eventually(() -> assertThat(report(name).at("/readyState").asInt()).isEqualTo(OPEN));
			assertThat(asked()).containsExactly("POST /answers", "POST /answers");
			call("closeStream", name);
		}
	}

	@Test
	void shouldNotRepeatPostWithTheBackButton() {
		openPage("");
		String name = post(200, Map.of());
		awaitOpen(name);
		call("pageEvent", "pagehide", true);
		call("pageEvent", "pageshow", true);
		assertThat(report(name).at("/readyState").asInt()).isEqualTo(CLOSED);
		assertThat(report(name).at("/errors")).hasSize(1);
		assertThat(asked()).containsExactly("POST /answers");
	}

	@Test
	void shouldResumeDetachedStreamWithTheBackButton() {
		openPage("");
		String name = post(200, Map.of("detached", "/answers/{id}"));
		awaitOpen(name);
		call("pageEvent", "pagehide", true);
		call("pageEvent", "pageshow", true);
		awaitOpen(name);
		assertThat(asked()).containsExactly("POST /answers", "GET /answers/42");
		call("closeStream", name);
	}

	@Test
	void shouldKeepPostThatIsWellWhenTheNetworkHasChanged() {
		openPage("");
		String name = post(200, Map.of());
		awaitOpen(name);
		call("moveClock", 2_000);
		call("wakeUp");
		assertThat(report(name).at("/readyState").asInt()).isEqualTo(OPEN);
		assertThat(asked()).containsExactly("POST /answers");
		call("closeStream", name);
	}

	private String post(int status, Map<String, Object> options) {
		String name = "post " + status;
		answerWith(Map.of("status", status, "Sse-Stream", "42"), Map.of("status", 200));
		Map<String, Object> all = new HashMap<>(Map.of("name", name, "url", "/answers", "method", "POST"));
		all.putAll(options);
		start(all);
		return name;
	}

	@Test
	void shouldNotComeBackEarlierThanTheServerWants() {
		openPage("");
		answerWith(Map.of("status", 503, "Retry-After", "600"));
		start(Map.of());
		eventually(() -> assertThat(report().at("/errors/0").asInt()).isEqualTo(503));
		call("moveClock", 300_000);
		call("wakeUp");
		assertThat(asked()).hasSize(1);
		call("moveClock", 300_000);
		call("wakeUp");
		awaitOpen();
		assertThat(asked()).hasSize(2);
	}

	@Test
	void shouldGiveUpRequestThatIsNeverAnswered() {
		openPage("");
		start(Map.of());
		awaitOpen();
		this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).containsExactly("first"));
		answerWith(Map.of("status", 0));
		end(CloseReason.MAX_AGE);
		this.hub.broadcast(this.room, "second");
		eventually(() -> assertThat(asked()).hasSize(1));
		call("moveClock", 31_000);
		driver().executeScript("document.dispatchEvent(new Event('resume'));");
		eventually(() -> assertThat(events()).containsExactly("first", "second"));
		assertThat(asked()).hasSize(2);
		assertThat(report().at("/opened").asInt()).isEqualTo(2);
	}

	private void answerWith(Map<?, ?>... answers) {
		call("answerWith", JSON.writeValueAsString(answers));
	}

	private List<String> asked() {
		return texts(JSON.readTree((String) call("askedFor")));
	}

	@Test
	void shouldConnectAnewWhenTheNetworkHasChanged() {
		openPage("");
		start(Map.of());
		awaitOpen();
		this.hub.broadcast(this.room, "first");
		eventually(() -> assertThat(events()).containsExactly("first"));
		eventually(() -> {
			// Not at once after it has connected
			driver().executeScript("window.dispatchEvent(new Event('online'));");
			assertThat(report().at("/opened").asInt()).isEqualTo(2);
		});
		this.hub.broadcast(this.room, "second");
		eventually(() -> assertThat(events()).containsExactly("first", "second"));
	}

	private void openPage(String hash) {
		openPage(uri("/module.html" + hash));
	}

	private void openPage(URI uri) {
		// Another hash alone is no other page
		driver().get(uri.resolve("/blank.html").toString());
		driver().get(uri.toString());
		this.tabs.clear();
		this.tabs.add(driver().getWindowHandle());
		awaitReady();
	}

	private void openTab(String hash) {
		driver().switchTo().newWindow(WindowType.TAB);
		this.tabs.add(driver().getWindowHandle());
		driver().get(uri("/module.html" + hash).toString());
		awaitReady();
	}

	private void awaitReady() {
		eventually(() -> assertThat(driver().executeScript("return window.ready;")).isEqualTo(true));
	}

	private void inEachTab(Runnable action) {
		for (int i = 0; i < this.tabs.size(); i++) {
			switchTo(i);
			action.run();
		}
	}

	private void switchTo(int tab) {
		driver().switchTo().window(this.tabs.get(tab));
	}

	private void closeTab(String tab) {
		this.tabs.remove(tab);
		closeTab(tab, this.tabs.get(0));
	}

	private void start(Map<String, Object> options) {
		Map<String, Object> all = new HashMap<>(Map.of("url", "/module/" + this.room));
		all.putAll(options);
		call("start", JSON.writeValueAsString(all));
	}

	private void awaitOpen() {
		awaitOpen("stream");
	}

	private void awaitOpen(String name) {
		eventually(() -> assertThat(report(name).at("/readyState").asInt()).isEqualTo(OPEN));
	}

	// The server may find out later that another one has gone
	private void awaitOneConnection() {
		eventually(() -> assertThat(this.hub.connections(this.room)).hasSize(1));
	}

	private void awaitNoConnection() {
		eventually(() -> assertThat(this.hub.connections(this.room)).isEmpty());
	}

	private List<String> events() {
		return events("stream");
	}

	private List<String> events(String name) {
		return texts(report(name).at("/events"));
	}

	private static List<String> texts(JsonNode array) {
		return array.values().stream().map(JsonNode::asString).toList();
	}

	private JsonNode report() {
		return report("stream");
	}

	private JsonNode report(String name) {
		return JSON.readTree((String) call("report", name));
	}

	private Object call(String function, Object... arguments) {
		return driver().executeScript("return window." + function + "(...arguments);", arguments);
	}

}
