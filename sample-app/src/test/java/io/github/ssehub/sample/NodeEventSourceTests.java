package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;

/**
 * Tests with the npm package {@code eventsource}.
 */
@Tag("node")
class NodeEventSourceTests extends AbstractClientTests {

	NodeEventSourceTests() {
		super(OpeningForm.EVENT);
	}

	@Override
	StreamClient connect(URI uri) throws IOException {
		return NodeClient.connect("eventsource-client.js", uri);
	}

	@Test
	void shouldNotDoWithOtherForm() throws Exception {
		shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
	}

}
