package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.awaitility.Awaitility.await;

/**
 * The pages of the sample in a browser.
 */
abstract class AbstractBrowserTests {

	static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static Browser browser;

	@Parameter
	private BrowserKind kind;

	@LocalServerPort
	private int port;

	@BeforeParameterizedClassInvocation
	static void startBrowser(BrowserKind kind) throws IOException {
		browser = Browser.start(kind);
	}

	@AfterParameterizedClassInvocation
	static void stopBrowser() throws IOException {
		if (browser != null) {
			browser.close();
			browser = null;
		}
	}

	final BrowserKind kind() {
		return this.kind;
	}

	final RemoteWebDriver driver() {
		return browser.driver();
	}

	final URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	final WebElement find(String selector) {
		return browser.find(selector);
	}

	final String text(String selector) {
		return browser.text(selector);
	}

	final List<String> texts(String selector) {
		return browser.texts(selector);
	}

	// Only Chromium tells
	final List<LogEntry> logOfBrowser() {
		if (this.kind != BrowserKind.CHROMIUM) {
			return List.of();
		}
		return driver().manage().logs().get(LogType.BROWSER).getAll();
	}

	final void closeTab(String tab, String next) {
		driver().switchTo().window(tab).close();
		driver().switchTo().window(next);
	}

	final void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(15)).ignoreExceptions().untilAsserted(assertion);
	}

}
