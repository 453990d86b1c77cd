package io.github.ssehub.test.autoconfigure;

import java.net.URI;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.http.server.LocalTestWebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.util.Assert;

import io.github.ssehub.test.client.SseTestClient;

/**
 * Where requests of an injected client go.
 */
final class ApplicationUnderTest {

	private final ApplicationContext context;

	private final ObjectProvider<MockMvc> mvc;

	ApplicationUnderTest(ApplicationContext context, ObjectProvider<MockMvc> mvc) {
		this.context = context;
		this.mvc = mvc;
	}

	// The port is not known before the server has started, which is after this
	SseTestClient client() {
		if (LocalTestWebServer.get(this.context) != null) {
			return SseTestClient.create(() -> URI.create(LocalTestWebServer.obtain(this.context).uri()));
		}
		MockMvc bean = this.mvc.getIfAvailable();
		Assert.state(bean != null, "There is neither a server nor a MockMvc for the SseTestClient: add "
				+ "webEnvironment = RANDOM_PORT to @SpringBootTest, or @AutoConfigureMockMvc to the test");
		return SseTestClient.create(bean);
	}

}
