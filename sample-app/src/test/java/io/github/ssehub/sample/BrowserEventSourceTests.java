package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;

class BrowserEventSourceTests extends AbstractClientTests {

	private static Browser browser;

	BrowserEventSourceTests() {
		super(OpeningForm.BLOCK);
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
	StreamClient connect(URI uri) {
		return BrowserClient.connect(browser, uri, "");
	}

	@Test
	void shouldDoWithOtherFormToo() throws Exception {
		shouldReceiveWhatItMissedBeforeItsFirstEvent(OpeningForm.EVENT);
	}

}
