package io.github.ssehub.sample;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
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
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts and fragments that the documents show, as {@code DocumentBlockTests} finds
 * them in the page of these tests. One browser will do.
 */
@ParameterizedClass
@EnumSource(names = "CHROMIUM")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sse.presence.grace=100ms")
@Import(RecipeEndpoint.class)
class RecipeBrowserTests extends AbstractBrowserTests {

	private static final int OPEN = 1;

	private static final int CLOSED = 2;

	private static final JsonMapper JSON = new JsonMapper();

	private final String room = UUID.randomUUID().toString();

	@Autowired
	private SseHub hub;

	@BeforeEach
	void openPageAnew() {
		openPage();
		driver().executeScript("sessionStorage.clear()");
	}

	private void openPage() {
		driver().get(uri("/recipes.html").toString());
		eventually(() -> assertThat(driver().executeScript("return window.ready")).isEqualTo(true));
	}

	@AfterEach
	void leave() {
		driver().get(uri("/blank.html").toString());
		driver().manage().deleteAllCookies();
		this.hub.rooms().forEach(this.hub::close);
	}

	@Test
	void shouldReadForAllTabs() {
		start("readForAllTabs");
		awaitState(OPEN);
		this.hub.broadcast("lobby", "chat", Map.of("text", "hello"));
		eventually(() -> assertThat(report().at("/added/0/text").asString()).isEqualTo("hello"));
		assertThat(report().at("/shown")).isEmpty();
		// As another tab, which has missed what the first one got
		start("readForAllTabs");
		eventually(() -> assertThat(report().at("/shown/0/0").asString()).isEqualTo("the state"));
		assertThat(this.hub.connections("lobby")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAUTHORIZED", "REPLACED", "MAX_AGE" })
	void shouldStayAwayAfterSomeEnds(CloseReason reason) {
		start("stayAway", "/recipes/" + this.room);
		awaitState(OPEN);
		String first = this.hub.connections(this.room).iterator().next().id();
		end(this.room, reason);
		if (reason == CloseReason.MAX_AGE) {
			eventually(() -> assertThat(this.hub.connections(this.room)).singleElement()
				.satisfies((connection) -> assertThat(connection.id()).isNotEqualTo(first)));
		}
		else {
			awaitState(CLOSED);
		}
	}

	@Test
	void shouldKeepHigherVersion() {
		start("keepVersions", "/recipes/" + this.room);
		awaitState(OPEN);
		for (int version : new int[] { 1, 3, 2 }) {
			this.hub.broadcast(this.room, "stock", Map.of("name", "ACME", "version", version));
		}
		this.hub.broadcast(this.room, "stock", Map.of("name", "last", "version", 1));
		eventually(() -> assertThat(report().at("/stocks/last/version").asInt()).isOne());
		assertThat(report().at("/stocks/ACME/version").asInt()).isEqualTo(3);
	}

	@Test
	void shouldAskAgainAfterRefusal() {
		start("askAgain", "/recipes/" + this.room + "/refused");
		eventually(() -> assertThat(this.hub.connections(this.room)).hasSize(1));
		assertThat(report().at("/delays")).singleElement()
			.satisfies((delay) -> assertThat(delay.asDouble()).isBetween(10_000.0, 20_000.0));
	}

	@Test
	void shouldKnowWhoIsHere() {
		start("knowWhoIsHere", "/recipes/" + this.room + "/members/alice");
		awaitMembers("alice");
		try (SseTestStream bob = new TestHttp(uri("").getPort()).stream("/recipes/" + this.room + "/members/bob")) {
			assertThat(bob).hasStatus(200);
			awaitMembers("alice", "bob");
			this.hub.connections(this.room)
				.stream()
				.filter((connection) -> connection.path().endsWith("/bob"))
				.forEach(SseConnection::close);
			awaitMembers("alice");
		}
	}

	@Test
	void shouldResumeAnswerAfterReload() {
		start("ask");
		eventually(() -> assertThat(report().at("/answer").asString("")).isNotEmpty());
		openPage();
		start("resume");
		eventually(() -> assertThat(shown()).isEqualTo(answer()));
	}

	@Test
	void shouldStopAnswer() {
		start("askAndStop");
		eventually(() -> assertThat(shown()).isNotEmpty());
		assertThat(report().at("/answer").asString("")).isNotEmpty();
		find("#stop").click();
		awaitState(CLOSED);
		assertThat(shown()).isNotEqualTo(answer());
		assertThat(answer()).startsWith(shown());
	}

	@Test
	void shouldLeaveForLoginWhenRefused() {
		start("leaveForLoginAtOnce", "/account/events");
		awaitLogin();
	}

	@Test
	void shouldLeaveForLoginWhenLoginIsOver() {
		driver().get(uri("/account/index.html").toString());
		eventually(() -> find("#username").sendKeys("ann"));
		find("#password").sendKeys("ann", Keys.ENTER);
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
		openPage();
		String account = ServerRooms.accountOf("ann");
		// That of the page that was left
		this.hub.connections(account).forEach(SseConnection::close);
		eventually(() -> assertThat(this.hub.connections(account)).isEmpty());
		start("leaveForLogin");
		eventually(() -> assertThat(this.hub.connections(account)).hasSize(1));
		end(account, CloseReason.UNAUTHORIZED);
		awaitLogin();
	}

	@Test
	void shouldShowFragments() {
		eventually(() -> assertThat(text("[sse-swap]")).matches("\\d+\\.\\d\\d [▲▼]"));
		eventually(() -> {
			this.hub.broadcastView(ServerRooms.FRAGMENTS, "message", "recipes/quote :: turbo",
					Map.of("quote", new Quote("TURBO", 123_456, 0, 1)));
			assertThat(text("#quote-TURBO")).isEqualTo("1234.56");
		});
	}

	private void start(String recipe, String... arguments) {
		driver().executeScript("start[arguments[0]](arguments[1])", recipe, String.join("", arguments));
	}

	private JsonNode report() {
		return JSON.readTree((String) driver().executeScript("return report()"));
	}

	private void awaitState(int state) {
		eventually(() -> assertThat(report().at("/states/0").asInt()).isEqualTo(state));
	}

	private void awaitMembers(String... names) {
		eventually(() -> assertThat(report().at("/here/" + this.room).values()).extracting(JsonNode::asString)
			.containsExactlyInAnyOrder(names));
	}

	private void awaitLogin() {
		eventually(() -> assertThat(driver().getCurrentUrl()).endsWith("/login"));
	}

	private void end(String room, CloseReason reason) {
		this.hub.connections(room).forEach((connection) -> ((HubConnection) connection).close(reason));
	}

	private String shown() {
		StringBuilder text = new StringBuilder();
		report().at("/shown").values().forEach((part) -> text.append(part.asString()));
		return text.toString();
	}

	private String answer() {
		StringBuilder text = new StringBuilder();
		new MadeUpText("What is a stream?", RecipeEndpoint.TOKENS, Duration.ZERO).forEachRemaining(text::append);
		return text.toString();
	}

}
