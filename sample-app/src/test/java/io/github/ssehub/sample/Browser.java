package io.github.ssehub.sample;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.remote.RemoteWebDriver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A browser without a window, and with a profile of its own. Nothing is ever downloaded:
 * where it is not installed the test is skipped, or fails if {@code SSE_BROWSER_REQUIRED}
 * is set. {@code SSE_BROWSERS} names those that a run is about, if not all.
 */
final class Browser implements AutoCloseable {

	private static final String REQUIRED = "SSE_BROWSER_REQUIRED";

	private static final String WANTED = "SSE_BROWSERS";

	private final Processes processes;

	private final RemoteWebDriver driver;

	private Browser(Processes processes, RemoteWebDriver driver) {
		this.processes = processes;
		this.driver = driver;
	}

	static Browser start(BrowserKind kind) throws IOException {
		assumeThat(isWanted(kind)).as("%s is not in %s", kind, WANTED).isTrue();
		if (Boolean.parseBoolean(System.getProperty(REQUIRED, System.getenv(REQUIRED)))) {
			assertThat(kind.missing()).as("missing for %s", kind).isEmpty();
		}
		assumeThat(kind.missing()).as("missing for %s", kind).isEmpty();
		Processes processes = new Processes();
		try {
			return new Browser(processes, kind.start(processes));
		}
		catch (IOException | RuntimeException ex) {
			processes.close();
			throw ex;
		}
	}

	private static boolean isWanted(BrowserKind kind) {
		String wanted = System.getenv(WANTED);
		return wanted == null || List.of(wanted.split(",")).contains(kind.name().toLowerCase(Locale.ROOT));
	}

	RemoteWebDriver driver() {
		return this.driver;
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	String text(String selector) {
		return find(selector).getText();
	}

	List<String> texts(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
	}

	@Override
	public void close() throws IOException {
		try (this.processes) {
			this.driver.quit();
		}
	}

}
