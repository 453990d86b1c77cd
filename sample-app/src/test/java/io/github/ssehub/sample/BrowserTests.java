package io.github.ssehub.sample;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
class BrowserTests extends AbstractBrowserTests {

	@Autowired
	private SseTestClient client;

	@Autowired
	private SseHub hub;

	@BeforeEach
	void emptyRooms() {
		this.hub.rooms().forEach(this.hub::close);
	}

	@Test
	void shouldShowLiveStatistics() {
		logOfBrowser();
		enter("stats-watchers");
		eventually(() -> {
			assertThat(text("[data-metric=heap] b")).matches("[1-9]\\d* MB");
			assertThat(text("[data-metric=cpu] b")).matches("[\\d.]+ %");
			assertThat(text("[data-metric=connections] b")).matches("[1-9]\\d*");
			assertThat(text("[data-metric=events] b")).matches("[\\d.]+/s");
			assertThat(text("#events [data-name=stats] .times")).matches("×\\d+");
			assertThat(text("#last-id")).matches("[0-9a-z]+-[0-9a-z]+");
		});
		assertThat(logOfBrowser()).isEmpty();
	}

	@Test
	void shouldShowMetersThatMove() throws Exception {
		enter("meters");
		eventually(() -> assertThat(texts("[data-meter]")).hasSize(8).noneMatch("–"::equals));
		assertThat(text("[data-meter='sse.loop.busy']")).matches("[\\d.]+ %");
		assertThat(text("[data-meter='sse.bytes']")).matches("[\\d.]+ [KM]?B");
		String first = driver().getWindowHandle();
		double streams = meter("sse.connections");
		driver().switchTo().newWindow(WindowType.TAB);
		String second = enter("meters");
		driver().switchTo().window(first);
		eventually(() -> assertThat(meter("sse.connections")).isGreaterThan(streams));
		double published = meter("sse.events.published");
		double delivered = meter("sse.events.delivered");
		for (int i = 0; i < 500; i++) {
			this.hub.broadcast("meters", "message", "many");
		}
		eventually(() -> {
			assertThat(meter("sse.events.published")).isGreaterThanOrEqualTo(published + 500);
			assertThat(meter("sse.events.delivered")).isGreaterThanOrEqualTo(delivered + 1000);
		});
		closeTab(second, first);
	}

	@Test
	void shouldShowMessageInOtherTab() {
		String first = enter("tabs");
		callMe("Ann");
		driver().switchTo().newWindow(WindowType.TAB);
		String second = enter("tabs");
		callMe("Bo");
		eventually(() -> assertThat(texts("#members li")).hasSize(2));
		driver().switchTo().window(first);
		say("Hello from the first tab");
		eventually(() -> assertThat(text(".message.own .text")).isEqualTo("Hello from the first tab"));
		driver().switchTo().window(second);
		eventually(() -> {
			assertThat(text(".message:not(.own) .text")).isEqualTo("Hello from the first tab");
			assertThat(text(".message:not(.own) .meta b")).isEqualTo("Ann");
		});
		closeTab(second, first);
	}

	@Test
	void shouldShowWhoIsHere() {
		String first = enter("people");
		eventually(() -> assertThat(texts("#members li")).hasSize(1));
		String ann = texts("#members li").get(0);
		assertThat(ann).matches("\\w+ \\w+ \\d+");
		driver().switchTo().newWindow(WindowType.TAB);
		String second = enter("people");
		eventually(() -> assertThat(texts("#members li")).hasSize(2).contains(ann));
		String bo = texts("#members li").stream().filter((name) -> !name.equals(ann)).findFirst().orElseThrow();
		driver().switchTo().window(first);
		eventually(() -> assertThat(texts("#members li")).containsExactlyInAnyOrder(ann, bo));
		driver().executeScript("""
				window.changes = 0;
				new MutationObserver(() => window.changes++)
					.observe(document.getElementById("members"), { childList: true });
				""");
		driver().switchTo().window(second);
		driver().executeScript("window.before = true; location.reload()");
		eventually(() -> {
			assertThat(driver().executeScript("return window.before")).isNull();
			assertThat(texts("#members li")).containsExactlyInAnyOrder(ann, bo);
		});
		driver().switchTo().window(first);
		await().atMost(Duration.ofSeconds(30))
			.during(Duration.ofSeconds(6))
			.until(() -> driver().executeScript("return window.changes").equals(0L));
		closeTab(second, first);
		eventually(() -> assertThat(texts("#members li")).containsExactly(ann));
	}

	@Test
	void shouldShowLatestMessagesToNewcomer() throws Exception {
		for (int i = 1; i <= 25; i++) {
			post("/rooms/history", "message " + i);
		}
		enter("history");
		eventually(() -> assertThat(text(".notice")).isEqualTo("20 earlier messages above"));
		post("/rooms/history", "live");
		eventually(() -> assertThat(texts(".plain code")).hasSize(21).startsWith("message 6").endsWith("live"));
		assertThat(texts(".missed")).isEmpty();
	}

	@Test
	void shouldShowMissedMessages() throws Exception {
		enter("outage");
		post("/rooms/outage", "before");
		eventually(() -> assertThat(texts(".plain code")).containsExactly("before"));
		find("#drop").click();
		eventually(() -> assertThat(find("#connection").getDomAttribute("data-state")).isEqualTo("reconnecting"));
		assertThat(text("#state")).isEqualTo("Reconnecting…");
		assertThat(text(".notice.warning")).startsWith("Connection lost, reconnecting… last event id ");
		assertThat(this.hub.connections("outage")).isEmpty();
		post("/rooms/outage", "missed");
		post("/rooms/outage", "missed too");
		assertThat(this.hub.connections("outage")).isEmpty();
		eventually(() -> assertThat(find("#connection").getDomAttribute("data-state")).isEqualTo("open"));
		post("/rooms/outage", "after");
		eventually(() -> assertThat(texts(".plain code")).containsExactly("before", "missed", "missed too", "after"));
		assertThat(text(".notice"))
			.matches("Back after \\d\\.\\d s with last event id \\S+: 2 missed messages replayed");
		assertThat(texts(".missed code")).containsExactly("missed", "missed too");
	}

	@Test
	void shouldStartOverAfterGap() throws Exception {
		enter("gap");
		post("/rooms/gap", "kept");
		eventually(() -> assertThat(texts(".plain code")).containsExactly("kept"));
		find("#drop").click();
		eventually(() -> assertThat(this.hub.connections("gap")).isEmpty());
		for (int i = 0; i < 1_100; i++) {
			this.hub.broadcast(SseHub.ALL, "noise", "more than is kept");
		}
		eventually(() -> assertThat(text(".notice.warning")).startsWith("Back after ")
			.contains("What came meanwhile is no longer kept. Some messages may be missing"));
		eventually(() -> assertThat(texts(".plain code")).containsExactly("kept"));
		post("/rooms/gap", "after");
		eventually(() -> assertThat(texts(".plain code")).containsExactly("kept", "after"));
	}

	@Test
	void shouldShowMarkupAsText() throws Exception {
		enter("markup");
		String markup = "<img src=x onerror=\"document.title='broken'\">";
		say(markup);
		post("/rooms/markup", markup);
		eventually(() -> {
			assertThat(text(".message .text")).isEqualTo(markup);
			assertThat(text(".plain code")).isEqualTo(markup);
		});
		assertThat(driver().getTitle()).isEqualTo("#markup · SSE Hub");
	}

	@Test
	void shouldSayWhyMessageIsNotSent() {
		enter("presence:x");
		assertThat(find("#room").getDomProperty("value")).isEqualTo("presence-x");
		driver().executeScript("document.getElementById('text').removeAttribute('maxlength');"
				+ "document.getElementById('text').value = 'x'.repeat(300000)");
		find("#composer button").click();
		eventually(() -> assertThat(text("#error")).contains("larger than the limit"));
	}

	@Test
	void shouldShowOtherEventNamesOnRequest() throws Exception {
		enter("names");
		find("#listen").sendKeys("alert", Keys.ENTER);
		post("/rooms/names?event=alert", "disk is full");
		eventually(() -> assertThat(find("#events [data-name=alert] .data").getDomProperty("textContent"))
			.isEqualTo("disk is full"));
	}

	@Test
	void shouldLookAlive() throws Exception {
		enter("lobby");
		callMe("Ann");
		eventually(() -> assertThat(text("[data-metric=heap] b")).endsWith("MB"));
		chat("Bo", "Is the new build on the canary yet?");
		chat("Bo", "I see two pods restarting");
		say("Yes, rolled out five minutes ago. Streams moved over without losing an event.");
		eventually(() -> assertThat(texts(".message")).hasSize(3));
		post("/rooms/lobby", "deploy finished: canary 0.1.0 healthy");
		chat("Chiara", "Nice. Heap looks flat on my side, and so does the number of threads.");
		say("Good. Let us leave it for an hour.");
		find("#generate").click();
		find("#import").click();
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
			this.client.get("/rooms/elsewhere").open();
			post("/rooms/elsewhere", "some load");
			assertThat(text("#events [data-name=stats] .times")).matches("×(1[4-9]|[2-9]\\d)");
		});
		takeScreenshot();
		assertThat(texts(".message")).hasSize(5);
		assertThat(driver().executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
			.isEqualTo(true);
	}

	private void takeScreenshot() throws IOException {
		Path file = Path.of("target/sample-page-" + kind().name().toLowerCase(Locale.ROOT) + ".png");
		Files.write(file, driver().getScreenshotAs(OutputType.BYTES));
		if (Picture.ARE_TAKEN) {
			find("#watch").click();
			eventually(() -> assertThat(texts("#prices b")).isEqualTo(PriceTicker.SYMBOLS));
			Picture.takeAll((ChromeDriver) driver());
		}
	}

	private double meter(String name) {
		return Double.parseDouble(text("[data-meter='" + name + "']").replace(",", ""));
	}

	private String enter(String room) {
		RemoteWebDriver driver = driver();
		driver.get("about:blank");
		driver.get(uri("/#" + room).toString());
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
		return driver.getWindowHandle();
	}

	private void callMe(String name) {
		find("#name").clear();
		find("#name").sendKeys(name, Keys.TAB);
	}

	private void say(String text) {
		find("#text").sendKeys(text, Keys.ENTER);
	}

	private void chat(String name, String text) throws IOException, InterruptedException {
		post("/rooms/lobby?event=chat", """
				{"name":"%s","text":"%s","time":%d}""".formatted(name, text, System.currentTimeMillis()));
	}

	private void post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(body))
			.build();
		int status = CLIENT.send(request, BodyHandlers.discarding()).statusCode();
		assertThat(status).isEqualTo(202);
	}

}
