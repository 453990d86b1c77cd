package io.github.ssehub.sample;

import java.net.URI;
import java.util.List;

import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * The {@code EventSource} of a browser's page.
 */
final class BrowserClient implements StreamClient {

	private final RemoteWebDriver driver;

	private BrowserClient(RemoteWebDriver driver) {
		this.driver = driver;
	}

	static BrowserClient connect(Browser browser, URI uri, String prepare) {
		browser.driver().get(uri.resolve("/blank.html").toString());
		// As a script of the page: others have a scope of their own in Firefox
		browser.driver().executeScript("""
				const script = document.createElement("script");
				script.textContent = arguments[0];
				document.head.append(script);
				""", prepare + """
				function listen(url) {
					window.opened = 0;
					window.moved = 0;
					window.received = [];
					window.source = new EventSource(url);
					source.addEventListener("open", () => opened++);
					source.addEventListener("sse-position", () => moved++);
					for (const name of ["message", "sse-gap"]) {
						source.addEventListener(name, (event) => received.push(`${name} ${event.data}`));
					}
				}
				""");
		browser.driver().executeScript("listen(arguments[0]);", uri.toString());
		return new BrowserClient(browser.driver());
	}

	@Override
	public long opened() {
		return (Long) this.driver.executeScript("return opened;");
	}

	@Override
	public long moved() {
		return (Long) this.driver.executeScript("return moved;");
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
