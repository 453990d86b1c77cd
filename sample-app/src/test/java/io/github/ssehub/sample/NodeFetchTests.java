package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;

/**
 * Tests with {@code fetch} and the npm package {@code eventsource-parser}, as
 * {@code docs/clients.md} tells.
 */
@Tag("node")
class NodeFetchTests extends AbstractClientTests {

	NodeFetchTests() {
		super(OpeningForm.EVENT);
	}

	@Override
	StreamClient connect(URI uri) throws IOException {
		return NodeClient.connect("node", "fetch-client.js", uri.toString());
	}

	@Test
	void shouldNotDoWithOtherForm() throws Exception {
		shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
	}

}
