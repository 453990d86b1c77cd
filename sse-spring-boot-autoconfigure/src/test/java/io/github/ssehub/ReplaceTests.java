package io.github.ssehub;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.UserHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users whose oldest stream ends for a new one, and addresses that clients only say to be
 * theirs.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class ReplaceTests {

	private static final String[] LIMITS = { "sse.limits.per-user=2", "sse.limits.per-user-policy=replace",
			"sse.limits.per-address=3" };

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, LIMITS);
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
	@ValueSource(strings = { "/rooms", "/flux" })
	void shouldTellTheOldestStreamThatItIsReplaced(String path) throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient first = server.open(path, "X-User: ann");
				SseTestClient second = server.open("/rooms", "X-User: ann");
				SseTestClient head = SseTestClient.request(server.port(), "HEAD", path, "X-User: ann")) {
			assertThat(head.status()).isEqualTo(200);
			server.hub().sendToUser("ann", SseEvent.of("still there"));
			assertThat(first.readData()).isEqualTo((path.equals("/flux")) ? "first" : "still there");
			try (SseTestClient third = server.open(path, "X-User: ann")) {
				assertThat(third.status()).isEqualTo(200);
				assertThat(first.readRest()).endsWith("event: sse-end\ndata: {\"reason\":\"replaced\"}\n\n");
				server.hub().broadcast("room", "for it");
				second.readData();
				assertThat(second.readData()).isEqualTo("for it");
				assertThat(log.messages()).isEmpty();
			}
		}
	}

	@Test
	void shouldNotBelieveClientsWhatTheirAddressIs() throws IOException {
		try (SseTestClient first = server.open("/rooms", "X-Forwarded-For: 203.0.113.1");
				SseTestClient second = server.open("/rooms", "X-Forwarded-For: 203.0.113.2");
				SseTestClient third = server.open("/rooms", "Forwarded: for=203.0.113.3");
				SseTestClient fourth = server.open("/rooms", "X-Forwarded-For: 203.0.113.4")) {
			assertThat(first.status()).isEqualTo(200);
			assertThat(second.status()).isEqualTo(200);
			assertThat(third.status()).isEqualTo(200);
			assertThat(fourth.status()).isEqualTo(429);
		}
	}

	@Test
	void shouldTakeTheAddressFromTheFilterOfSpring() throws IOException {
		try (TestServer trusting = TestServer.start(this.kind, Application.class,
				"server.forward-headers-strategy=framework", "sse.limits.per-address=1");
				SseTestClient first = trusting.open("/rooms", "X-Forwarded-For: 203.0.113.1");
				SseTestClient second = trusting.open("/rooms", "X-Forwarded-For: 203.0.113.2");
				SseTestClient third = trusting.open("/rooms", "Forwarded: for=203.0.113.1")) {
			assertThat(first.status()).isEqualTo(200);
			assertThat(second.status()).isEqualTo(200);
			assertThat(third.status()).isEqualTo(429);
		}
	}

	@RestController
	@Import(UserHeaderFilter.class)
	static class Application {

		@SseEndpoint("/rooms")
		String rooms() {
			return "room";
		}

		@SseEndpoint("/flux")
		Flux<String> flux() {
			return Flux.<String>never().startWith("first");
		}

	}

}
