package io.github.ssehub.faults;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseConnection;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Filters and listeners that block. What throws is shown by {@code EventLoopFailureTests}
 * and {@code ListenerNotifierTests}.
 */
class BlockingUserCodeTests {

	@Test
	void shouldDeliverWhileAListenerBlocks() throws IOException {
		try (TestServer server = TestServer.start(Kind.TOMCAT, FaultApplication.class);
				SseTestClient blocked = server.open(FaultApplication.BLOCKING_LISTENER + "a");
				SseTestClient other = server.open("/rooms/a")) {
			try {
				blocked.readBlock();
				other.readBlock();
				server.hub().broadcast("a", "event");
				assertThat(blocked.readData()).isEqualTo("event");
				assertThat(other.readData()).isEqualTo("event");
				SseConnection connection = connection(server, "/rooms/a");
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(() -> assertThat(server.bean(RecordingListener.class).calls(connection))
						.contains("opened", "joined a"));
			}
			finally {
				server.bean(FaultApplication.class).release();
			}
		}
	}

	@Test
	void shouldHoldUpOnlyItsOwnLoopWhileAFilterBlocks() throws IOException {
		try (TestServer server = TestServer.start(Kind.TOMCAT, FaultApplication.class, "sse.delivery.threads=2",
				"sse.delivery.window=64KB", "sse.delivery.max-wait=200ms");
				// Streams take turns on the loops
				SseTestClient blocked = server.open(FaultApplication.BLOCKING_FILTER + "a");
				SseTestClient other = server.open("/rooms/a")) {
			try {
				blocked.readBlock();
				other.readBlock();
				server.hub().broadcast("a", "first");
				assertThat(other.readData()).isEqualTo("first");
				// More than the window: the publisher waits, but not for good
				long start = System.nanoTime();
				for (int i = 0; i < 3; i++) {
					String data = i + "x".repeat(40_000);
					server.hub().broadcast("a", data);
					assertThat(other.readData()).isEqualTo(data);
				}
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			}
			finally {
				server.bean(FaultApplication.class).release();
			}
			server.hub().broadcast("a", "last");
			assertThat(other.readData()).isEqualTo("last");
			// What was dropped meanwhile is told
			String rest = blocked.readBlock();
			while (!rest.contains("data: last")) {
				rest += blocked.readBlock();
			}
			assertThat(rest).contains("event: sse-gap").contains("\"reason\":\"overflow\"");
		}
	}

	private static SseConnection connection(TestServer server, String path) {
		return server.hub()
			.connections("a")
			.stream()
			.filter((connection) -> connection.path().equals(path))
			.findFirst()
			.orElseThrow();
	}

}
