package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;

/**
 * Tests with the npm package {@code event-source-polyfill}, in a browser without an
 * {@code EventSource} of its own.
 */
@Tag("node")
class BrowserPolyfillTests extends AbstractClientTests {

	private static final Path POLYFILL = NodeClient.DIRECTORY
		.resolve("node_modules/event-source-polyfill/src/eventsource.min.js");

	private static Browser browser;

	BrowserPolyfillTests() {
		super(OpeningForm.EVENT);
	}

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = Browser.start();
	}

	@AfterAll
	static void stopBrowser() throws IOException {
		if (browser != null) {
			browser.close();
		}
	}

	@Override
	StreamClient connect(URI uri) throws IOException {
		return BrowserClient.connect(browser, uri, "delete window.EventSource;" + Files.readString(POLYFILL));
	}

	@Test
	void shouldNotDoWithOtherForm() throws Exception {
		shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
	}

}
