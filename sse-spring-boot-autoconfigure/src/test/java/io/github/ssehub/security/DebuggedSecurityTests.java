package io.github.ssehub.security;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;

import io.github.ssehub.SseConnection;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * With {@code debug} there is another filter in the place of that of Spring Security.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class DebuggedSecurityTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void shouldPassByWhatIsAroundTheFilterOfSpringSecurity() throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open("/filter/stream", "Accept: text/event-stream", "X-User: ann")) {
			assertThat(client.readBlock()).contains("sse-open");
			server.hub().connections().forEach(SseConnection::close);
			// Throws where the last chunk is missing
			client.readRest();
			await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(log.messages()).singleElement().asString().contains("Request received for GET '/filter/stream'");
		}
	}

	@Import(SecuredApplication.class)
	@EnableWebSecurity(debug = true)
	static class Application {

	}

}
