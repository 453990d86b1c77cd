package io.github.ssehub.security;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is written to a stream does not keep its session.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SessionTimeoutTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY, "sse.heartbeat=0",
				"server.tomcat.background-processor-delay=1s");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void shouldEndAStreamWithItsSession() throws IOException {
		Login login = Login.as(server.port(), "ann");
		login.open("/form/short", "Connection: close").close();
		try (LogCapture log = new LogCapture();
				SseTestClient client = login.open("/form/stream", "Accept: text/event-stream")) {
			assertThat(client.readBlock()).contains("sse-open");
			server.hub().broadcast("room", "hello");
			if (this.kind == TestServer.Kind.JETTY) {
				// It ends no session that has a request
				await().during(Duration.ofMillis(1300)).until(() -> server.hub().connections().size() == 1);
				server.hub().connections().forEach(SseConnection::close);
				client.readRest();
			}
			else {
				assertThat(client.readRest()).endsWith("event: sse-end\ndata: {\"reason\":\"unauthorized\"}\n\n");
				assertEnded(login);
			}
			assertThat(log.messages()).isEmpty();
		}
	}

	private static void assertEnded(Login login) throws IOException {
		try (SseTestClient back = login.open("/form/stream", "Accept: text/event-stream")) {
			assertThat(back.status()).isEqualTo(401);
		}
	}

	@RestController
	@Import(SecuredApplication.class)
	static class Application {

		@GetMapping("/form/short")
		void shorten(HttpSession session) {
			session.setMaxInactiveInterval(1);
		}

	}

}
