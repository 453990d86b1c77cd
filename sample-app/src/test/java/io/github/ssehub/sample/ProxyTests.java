package io.github.ssehub.sample;

import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/deployment.md} tells of proxies.
 */
@Timeout(30)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ProxyTests {

	@Autowired
	private SseHub hub;

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@EnumSource
	void shouldPassEachEventOnBeforeTheNext(ProxyKind kind) throws Exception {
		String room = UUID.randomUUID().toString();
		try (Processes processes = new Processes()) {
			TestHttp proxy = new TestHttp(kind.start(processes, this.port));
			try (EventReader reader = EventReader.open(proxy.uri("/rooms/" + room))) {
				assertThat(reader.next()).startsWith(":\nevent: sse-open\n");
				for (int i = 0; i < 3; i++) {
					String id = this.hub.broadcast(room, "event " + i);
					assertThat(reader.next()).isEqualTo("data: event " + i + "\nid: " + id + "\n");
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NGINX", "HAPROXY", "VARNISH" })
	void shouldAnswerWithStreamThatEndsWhileApplicationIsDown(ProxyKind kind) throws Exception {
		try (Processes processes = new Processes()) {
			TestHttp proxy = new TestHttp(kind.start(processes, TestHttp.freePort()));
			await().untilAsserted(() -> {
				try (EventReader reader = EventReader.open(proxy.uri("/rooms/any"))) {
					assertThat(reader.response().statusCode()).isEqualTo(200);
					assertThat(reader.response().headers().firstValue("Content-Type"))
						.isEqualTo(Optional.of("text/event-stream"));
					// No block: WebKit would join half an event to it
					reader.shouldEnd();
				}
			});
		}
	}

}
