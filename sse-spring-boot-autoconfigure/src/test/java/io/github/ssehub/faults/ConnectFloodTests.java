package io.github.ssehub.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that connect as fast as they can and go away, before they have read anything or
 * right after.
 */
@Tag("long")
class ConnectFloodTests {

	private static final int CONNECTIONS = 600;

	private static final int EARLY_LEAVERS = 150;

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldForgetClientsThatComeAndGo(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, FaultApplication.class);
				LogCapture log = new LogCapture();
				SseTestClient healthy = server.open("/rooms/a")) {
			healthy.readBlock();
			List<Socket> kept = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				Socket socket = SseTestClient.openStalled(server.port(), "/rooms/a");
				// Some with an end, some with a reset
				socket.setSoLinger(i % 3 == 0, 0);
				if (i % 2 == 0) {
					socket.close();
				}
				else {
					kept.add(socket);
				}
				if (i % 10 == 0) {
					server.hub().broadcast("a", "event " + i);
					assertThat(healthy.readData()).isEqualTo("event " + i);
				}
			}
			for (Socket socket : kept) {
				socket.close();
			}
			await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(30)).until(() -> {
				server.hub().broadcast("a", "who is there");
				return server.hub().connections().size() == 1 && server.activeRequests() == 1;
			});
			server.hub().broadcast("a", "done");
			String data = healthy.readData();
			while (data.equals("who is there")) {
				data = healthy.readData();
			}
			assertThat(data).isEqualTo("done");
			assertThat(log.messages()).isEmpty();
		}
	}

	// A response that cannot even be committed must not become asynchronous: a container
	// does not end each request that has a failed write then
	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldForgetClientsThatLeaveBeforeTheResponse(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, FaultApplication.class, "server.tomcat.threads.max=300");
				LogCapture log = new LogCapture()) {
			FaultApplication application = server.bean(FaultApplication.class);
			List<Socket> sockets = new ArrayList<>();
			for (int i = 0; i < EARLY_LEAVERS; i++) {
				sockets.add(SseTestClient.openStalled(server.port(), FaultApplication.BLOCKING_METHOD + "a"));
			}
			await().until(() -> application.blockedMethods.get() == EARLY_LEAVERS);
			for (Socket socket : sockets) {
				socket.setSoLinger(true, 0);
				socket.close();
			}
			application.release();
			await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(20)).until(() -> {
				server.hub().broadcast("a", "who is there");
				return server.hub().connections().isEmpty() && server.activeRequests() == 0;
			});
			assertThat(log.messages()).isEmpty();
		}
	}

}
