package io.github.ssehub.sample;

import java.util.UUID;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/deployment.md} tells of proxies.
 */
@Timeout(30)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
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
			try (SseTestStream stream = proxy.stream("/rooms/" + room)) {
				assertThat(stream.awaitEvent("sse-open")).hasComment("");
				for (int i = 0; i < 3; i++) {
					String id = this.hub.broadcast(room, "event " + i);
					assertThat(stream.awaitEvent()).hasData("event " + i).hasId(id);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NGINX", "HAPROXY", "HAPROXY_WITHOUT_CHECKS", "VARNISH" })
	void shouldAnswerWithStreamThatEndsWhileApplicationIsDown(ProxyKind kind) throws Exception {
		try (Processes processes = new Processes()) {
			TestHttp proxy = new TestHttp(kind.start(processes, TestHttp.freePort()));
			await().untilAsserted(() -> {
				try (SseTestStream stream = proxy.stream("/rooms/any")) {
					assertThat(stream).hasStatus(200).hasHeader("Content-Type", "text/event-stream").hasEnded();
					// No block: WebKit would join half an event to it
					assertThat(stream.blocks()).isEmpty();
				}
			});
		}
	}

}
