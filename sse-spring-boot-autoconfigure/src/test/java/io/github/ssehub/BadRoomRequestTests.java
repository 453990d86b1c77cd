package io.github.ssehub;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are not for a stream, with rooms that cannot be, to an application that
 * handles no exceptions.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class BadRoomRequestTests {

	private static TestServer server;

	@Parameter
	boolean problemDetails;

	@BeforeParameterizedClassInvocation
	static void start(boolean problemDetails) {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.limits.rooms=1",
				"spring.mvc.problemdetails.enabled=" + problemDetails);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/broadcast?room=%0A", "/join?room=b" })
	void shouldAnswerWithBadRequestAndLogNothing(String path) throws IOException {
		try (SseTestClient stream = server.open("/stream"); LogCapture log = new LogCapture()) {
			assertThat(stream.readBlock()).isNotEmpty();
			for (String accept : List.of("Accept: application/json", "Accept: text/html", "X-None: 1")) {
				try (SseTestClient client = server.open(path, accept, "Connection: close")) {
					assertThat(client.status()).isEqualTo(400);
				}
			}
			assertThat(log.messages()).isEmpty();
		}
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/stream", rooms = "a")
		void stream() {
		}

		@GetMapping("/broadcast")
		String broadcast(@RequestParam String room) {
			return this.hub.broadcast(room, "hello");
		}

		@GetMapping("/join")
		void join(@RequestParam String room) {
			this.hub.connections().forEach((connection) -> connection.join(room));
		}

	}

}
