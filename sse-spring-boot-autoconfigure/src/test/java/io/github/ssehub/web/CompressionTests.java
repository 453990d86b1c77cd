package io.github.ssehub.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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
				"server.compression.mime-types=text/plain,text/event-stream",
				"server.compression.min-response-size=1B");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/a", "/emitter/a", "/entity/a" })
	void shouldDeliverEachEventAsItIs(String path) throws Exception {
		try (SseTestClient client = server.open(path, "Accept-Encoding: gzip")) {
			assertThat(client.header("Content-Encoding")).isIn(null, "identity");
			client.readBlock();
			for (String data : new String[] { "one", "two" }) {
				server.hub().broadcast("a", data);
				assertThat(client.readData()).isEqualTo(data);
			}
		}
	}

	@Test
	void shouldDeliverToOneCallerAsItIs() throws Exception {
		try (SseTestClient client = server.open("/caller", "Accept-Encoding: gzip")) {
			assertThat(client.header("Content-Encoding")).isIn(null, "identity");
			client.readBlock();
			assertThat(client.readData()).isEqualTo("one");
		}
	}

	@Test
	void shouldCompressOtherResponses() throws Exception {
		shouldCompress("/other");
	}

	@Test
	void shouldCompressStreamsThatAreNotOurs() throws Exception {
		Assumptions.assumeTrue(this.kind == TestServer.Kind.TOMCAT, "Jetty does not");
		shouldCompress("/plain");
	}

	private static void shouldCompress(String path) throws IOException {
		try (SseTestClient client = server.open(path, "Accept-Encoding: gzip", "Connection: close")) {
			assertThat(client.header("Content-Encoding")).isEqualTo("gzip");
			assertThat(new GZIPInputStream(client.body()).readAllBytes())
				.startsWith("data".getBytes(StandardCharsets.UTF_8));
		}
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

		@SseEndpoint("/entity/{room}")
		ResponseEntity<String> entity(@PathVariable String room) {
			return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(room);
		}

		@SseEndpoint("/caller")
		Stream<String> caller() {
			return Stream.of("one");
		}

		@GetMapping(path = "/other", produces = MediaType.TEXT_PLAIN_VALUE)
		String other() {
			return "data".repeat(1000);
		}

		@GetMapping(path = "/plain", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		String plain() {
			return "data: of the application\n\n";
		}

	}

}
