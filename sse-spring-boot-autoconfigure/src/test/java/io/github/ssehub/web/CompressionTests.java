package io.github.ssehub.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of a server that is configured to compress them.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CompressionTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "server.compression.enabled=true",
				"server.compression.mime-types=text/event-stream", "server.compression.min-response-size=1B");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/a", "/emitter/a" })
	void shouldDeliverEachEventAtOnce(String path) throws Exception {
		try (SseTestClient client = server.open(path, "Accept-Encoding: gzip")) {
			InputStream body = body(client);
			assertThat(readData(body)).as("opening").isEqualTo("data: {}");
			for (String data : new String[] { "one", "two" }) {
				server.hub().broadcast("a", data);
				assertThat(readData(body)).isEqualTo("data: " + data);
			}
		}
	}

	private static InputStream body(SseTestClient client) throws IOException {
		return "gzip".equals(client.header("Content-Encoding")) ? new GZIPInputStream(client.body()) : client.body();
	}

	private static String readData(InputStream body) throws IOException {
		String line = readLine(body);
		while (!line.startsWith("data: ")) {
			line = readLine(body);
		}
		return line;
	}

	// Readers of the JDK wait for more than a line
	private static String readLine(InputStream body) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = body.read(); b != '\n'; b = body.read()) {
			assertThat(b).isNotNegative();
			line.append((char) b);
		}
		return line.toString();
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/endpoint/{room}")
		String endpoint(@PathVariable String room) {
			return room;
		}

		@GetMapping("/emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

	}

}
