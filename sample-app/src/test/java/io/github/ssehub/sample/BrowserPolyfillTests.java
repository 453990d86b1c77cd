package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.OpeningForm;

/**
 * Tests with the npm package {@code event-source-polyfill}, in browsers without an
 * {@code EventSource} of their own.
 */
@Tag("node")
@ParameterizedClass
@EnumSource
class BrowserPolyfillTests extends AbstractClientTests {

	private static final Path POLYFILL = NodeClient.DIRECTORY
		.resolve("node_modules/event-source-polyfill/src/eventsource.min.js");

	private static Browser browser;

	@Parameter
	private BrowserKind kind;

	BrowserPolyfillTests() {
		super(OpeningForm.EVENT);
	}

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

	@Override
	StreamClient connect(URI uri) throws IOException {
		return BrowserClient.connect(browser, uri, "delete window.EventSource;" + Files.readString(POLYFILL));
	}

	@Test
	void shouldNotDoWithOtherForm() throws Exception {
		shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
	}

}
