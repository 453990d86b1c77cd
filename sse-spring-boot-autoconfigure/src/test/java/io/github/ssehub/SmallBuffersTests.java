package io.github.ssehub;

import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What streams receive when the buffers of the web server are small.
 */
class SmallBuffersTests {

	private static final String LARGE = "x".repeat(100_000);

	// More than the buffers of two sockets take
	private static final int EVENTS = 8000;

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldDeliverLargeEventsAndBatches(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, Application.class, "sse.server.small-buffers=true");
				SseTestClient client = server.open("/rooms/a")) {
			client.readBlock();
			server.hub().broadcast("a", LARGE);
			for (int i = 0; i < 1000; i++) {
				server.hub().broadcast("a", i + " ".repeat(50) + "end");
			}
			assertThat(client.readData()).isEqualTo(LARGE);
			for (int i = 0; i < 1000; i++) {
				assertThat(client.readData()).isEqualTo(i + " ".repeat(50) + "end");
			}
		}
	}

	// Jetty keeps the bytes of a write that it cannot finish
	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldNotSendWhatIsAnotherStreams(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, Application.class, "sse.server.small-buffers=true",
				"sse.delivery.threads=1", "sse.replay.events=10000", "sse.replay.size=32MB", "sse.replay.total=64MB")) {
			for (int i = 0; i < EVENTS; i++) {
				server.hub().broadcast("a", i + " a".repeat(500));
				server.hub().broadcast("b", i + " b".repeat(500));
			}
			try (SseTestClient stalled = server.open("/replayed/a"); SseTestClient other = server.open("/replayed/b")) {
				stalled.readBlock();
				readAll(other, " b");
				readAll(stalled, " a");
			}
		}
	}

	private static void readAll(SseTestClient client, String data) throws IOException {
		for (int i = 0; i < EVENTS; i++) {
			assertThat(client.readData()).isEqualTo(i + data.repeat(500));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Streams.class)
	static class Application {

	}

	@RestController
	static class Streams {

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/replayed/{room}")
		SseSubscription replayed(@PathVariable String room) {
			return SseSubscription.to(room).replayAll();
		}

	}

}
