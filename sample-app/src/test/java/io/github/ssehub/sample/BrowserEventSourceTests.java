package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.OpeningForm;

@ParameterizedClass
@EnumSource
class BrowserEventSourceTests extends AbstractClientTests {

	private static Browser browser;

	@Parameter
	private BrowserKind kind;

	BrowserEventSourceTests() {
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
	StreamClient connect(URI uri) {
		return BrowserClient.connect(browser, uri, "");
	}

	@Test
	void shouldDoWithOtherFormInChromiumOnly() throws Exception {
		if (this.kind == BrowserKind.CHROMIUM) {
			shouldReceiveWhatItMissedBeforeItsFirstEvent(OpeningForm.BLOCK);
		}
		else {
			shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
		}
	}

}
