package io.github.ssehub.sample;

import java.net.URI;
import java.util.List;

import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The {@code EventSource} of a browser's page.
 */
final class BrowserClient implements StreamClient {

	private final ChromeDriver driver;

	private BrowserClient(ChromeDriver driver) {
		this.driver = driver;
	}

	static BrowserClient connect(Browser browser, URI uri, String prepare) {
		browser.driver().get(uri.resolve("/blank.html").toString());
		browser.driver().executeScript(prepare);
		browser.driver().executeScript("""
				window.opened = 0;
				window.received = [];
				window.source = new EventSource(arguments[0]);
				source.addEventListener("open", () => opened++);
				for (const name of ["message", "sse-gap"]) {
					source.addEventListener(name, (event) => received.push(`${name} ${event.data}`));
				}
				""", uri.toString());
		return new BrowserClient(browser.driver());
	}

	@Override
	public long opened() {
		return (Long) this.driver.executeScript("return opened;");
	}

	@Override
	public List<String> received() {
		List<?> received = (List<?>) this.driver.executeScript("return received;");
		return received.stream().map(String.class::cast).toList();
	}

	@Override
	public void close() {
		this.driver.executeScript("source.close();");
	}

}
