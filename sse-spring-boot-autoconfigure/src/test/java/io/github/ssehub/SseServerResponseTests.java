package io.github.ssehub;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SseServerResponseTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.limits.per-address=1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldBeAStream() throws IOException {
		String id;
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/functional/a")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).startsWith("text/event-stream");
			assertThat(client.headers()).containsEntry("X-Own", "own");
			assertThat(client.readBlock()).contains("event: sse-open");
			id = server.hub().broadcast("a", "first");
			assertThat(client.readData()).isEqualTo("first");
			server.hub().connections().forEach(SseConnection::close);
			// Throws where the last chunk is missing
			client.readRest();
			await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(log.messages()).isEmpty();
		}
		server.hub().broadcast("a", "second");
		try (SseTestClient client = server.open("/functional/a", "Last-Event-ID: " + id)) {
			assertThat(client.readData()).isEqualTo("second");
		}
	}

	@Test
	void shouldEndQuietlyWhenItsClientLeaves() throws IOException {
		try (LogCapture log = new LogCapture()) {
			SseTestClient client = server.open("/functional/a");
			client.readBlock();
			client.reset();
			await().untilAsserted(() -> {
				server.hub().broadcast("a", "who is there");
				assertThat(server.hub().connections()).isEmpty();
				assertThat(server.activeRequests()).isZero();
			});
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldBeRefusedAsAnyOther() throws IOException {
		try (SseTestClient first = server.open("/functional/a");
				SseTestClient second = server.open("/functional/a");
				SseTestClient bad = server.open("/functional/" + "a".repeat(129))) {
			first.readBlock();
			assertThat(second.status()).isEqualTo(429);
			assertThat(bad.status()).isEqualTo(400);
		}
	}

	static class Application {

		@Bean
		RouterFunction<ServerResponse> route(SseHub hub) {
			return RouterFunctions.route()
				.GET("/functional/{room}",
						(request) -> SseServerResponse.of(hub.open(SseSubscription.to(request.pathVariable("room"))))
							.header("X-Own", "own"))
				.build();
		}

	}

}
