package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heartbeats that a client sees because it has asked for them.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class PingTests {

	private static final String PING = "event: sse-ping\ndata: {\"heartbeat\":100}\n";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=100ms", "sse.endpoint.path=/ready-made",
				"sse.endpoint.rooms=a");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/annotated?", "/block?", "/ready-made?room=a&", "/hub?", "/functional?", "/caller?",
			"/detached?" })
	void shouldShowHeartbeats(String path) throws IOException {
		try (SseTestClient client = server.open(path + "sse-ping")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 3000\ndata: {\"heartbeat\":100}\n");
			assertThat(readPing(client)).isEqualTo(PING);
			server.hub().broadcast("elsewhere", "x");
			if (!path.matches("/(caller|detached).*")) {
				String position = server.hub().position();
				String ping = readPing(client);
				// One may have been on its way before
				while (ping.equals(PING)) {
					ping = readPing(client);
				}
				assertThat(ping).isEqualTo(PING + "id: " + position + "\n");
			}
		}
	}

	@Test
	void shouldGiveNothingButTheIntervalToWhoeverAsks() throws IOException {
		String hostile = "x%0A%0Adata:evil" + "1".repeat(2_000);
		try (SseTestClient client = server.open("/annotated?sse-ping=1&sse-ping=" + hostile)) {
			assertThat(client.readBlock()).contains("data: {\"heartbeat\":100}\n").doesNotContain("evil");
			assertThat(readPing(client)).isEqualTo(PING);
		}
	}

	@Test
	void shouldTellIntervalOfEndpoint() throws IOException {
		try (SseTestClient client = server.open("/off?sse-ping")) {
			assertThat(client.readBlock()).contains("data: {\"heartbeat\":0}\n");
		}
	}

	@Test
	void shouldShowThemWithGap() throws IOException {
		try (SseTestClient client = server.open("/annotated?sse-ping", "Last-Event-ID: unknown")) {
			assertThat(client.readBlock()).contains("event: sse-gap\n");
			assertThat(readPing(client)).startsWith(PING);
		}
	}

	@Test
	void shouldNotShowThemInFormatWithoutNames() throws IOException {
		try (SseTestClient client = server.open("/openai?sse-ping")) {
			assertThat(client.readBlock()).isEqualTo("retry: 3000\n");
			assertThat(client.readBlock()).startsWith("data: ");
			for (int i = 0; i < 3; i++) {
				assertThat(client.readBlock()).isEqualTo(":\n");
			}
		}
	}

	@Test
	void shouldLeaveOthersAlone() throws IOException {
		try (SseTestClient client = server.open("/annotated?sse-pin=&SSE-PING=")) {
			assertThat(client.readBlock()).contains("event: sse-open\n", "data: {}\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	private static String readPing(SseTestClient client) throws IOException {
		String block = client.readBlock();
		// A comment finds out whether the client is there
		while (block.equals(":\n")) {
			block = client.readBlock();
		}
		return block;
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/annotated", rooms = "a")
		void annotated() {
		}

		@SseEndpoint(path = "/block", rooms = "a")
		SseSubscription block() {
			return SseSubscription.to().opening(OpeningForm.BLOCK);
		}

		@SseEndpoint(path = "/off", rooms = "a", heartbeat = "0")
		void off() {
		}

		@GetMapping("/hub")
		SseEmitter open() {
			return this.hub.open(SseSubscription.to("a"));
		}

		@SseEndpoint("/caller")
		Flux<String> caller() {
			return Flux.never();
		}

		@SseEndpoint("/openai")
		SseStream<String> openai() {
			return SseStream.from(Flux.<String>never()).format(SseFormat.OPENAI);
		}

		@SseEndpoint("/detached")
		SseStream<String> detached() {
			return SseStream.from(Flux.<String>never()).detached(Duration.ofSeconds(1));
		}

		@Bean
		static RouterFunction<ServerResponse> functional(SseHub hub) {
			return RouterFunctions.route()
				.GET("/functional", (request) -> SseServerResponse.of(hub.open(SseSubscription.to("a"))))
				.build();
		}

	}

}
