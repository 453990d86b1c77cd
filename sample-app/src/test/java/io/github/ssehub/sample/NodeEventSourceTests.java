package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.OpeningForm;

/**
 * Tests with the npm package {@code eventsource}.
 */
@Tag("node")
@ParameterizedClass
@ValueSource(strings = { "eventsource-4", "eventsource" })
class NodeEventSourceTests extends AbstractClientTests {

	@Parameter
	private String name;

	NodeEventSourceTests() {
		super(OpeningForm.EVENT);
	}

	@Override
	StreamClient connect(URI uri) throws IOException {
		return NodeClient.connect("node", "eventsource-client.js", this.name, uri.toString());
	}

	@Test
	void shouldDoWithOtherFormSinceFive() throws Exception {
		if (this.name.equals("eventsource")) {
			shouldReceiveWhatItMissedBeforeItsFirstEvent(OpeningForm.BLOCK);
		}
		else {
			shouldMissWhatCameBeforeItsFirstEvent(OpeningForm.BLOCK);
		}
	}

}
