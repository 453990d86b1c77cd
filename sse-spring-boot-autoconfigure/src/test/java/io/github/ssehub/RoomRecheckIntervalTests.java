package io.github.ssehub;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class RoomRecheckIntervalTests {

	@Test
	void shouldAskAgainOnThreadsThatMayBlock() throws IOException {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, Application.class,
				"sse.security.recheck=50ms", "sse.heartbeat=0"); SseTestClient client = server.open("/stream")) {
			assertThat(client.readBlock()).contains("sse-open");
			server.bean(Application.class).denied = true;
			assertThat(client.readRest()).isEqualTo("event: sse-end\ndata: {\"reason\":\"unauthorized\"}\n\n");
			assertThat(server.bean(Application.class).threads).anyMatch((name) -> name.startsWith("sse-recheck-"));
		}
	}

	@RestController
	static class Application implements SseRoomAuthorizer {

		final Set<String> threads = ConcurrentHashMap.newKeySet();

		volatile boolean denied;

		@SseEndpoint(path = "/stream", rooms = "a")
		void stream() {
		}

		@Override
		public boolean isAllowed(SseConnection connection, String room, SseRoomAccess access) {
			this.threads.add(Thread.currentThread().getName());
			return !this.denied;
		}

	}

}
