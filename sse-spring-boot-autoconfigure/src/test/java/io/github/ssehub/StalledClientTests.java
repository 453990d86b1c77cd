package io.github.ssehub;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class StalledClientTests {

	private static final int EVENTS = 150;

	private static final String DATA = "x".repeat(100 * 1024);

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.write-timeout=1s", "sse.replay.size=64MB",
				"sse.replay.total=128MB");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void shouldCloseTheConnectionOfAStalledClient() throws IOException {
		SseHub hub = server.hub();
		try (LogCapture log = new LogCapture();
				Socket stalled = SseTestClient.openStalled(server.port(), "/rooms/a");
				SseTestClient healthy = server.open("/rooms/a")) {
			healthy.readBlock();
			await().atMost(Duration.ofSeconds(10)).until(() -> hub.connections("a").size() == 2);
			SseConnection connection = hub.connections("a").get(0);
			SseConnection other = hub.connections("a").get(1);
			for (int i = 0; i < EVENTS; i++) {
				hub.broadcast("a", i + DATA);
				assertThat(healthy.readData()).isEqualTo(i + DATA);
			}
			await().atMost(Duration.ofSeconds(10)).until(() -> hub.connections("a").size() == 1);
			SseConnection closed = hub.connections("a").contains(connection) ? other : connection;
			server.bean(RecordingListener.class).awaitClosed(closed, CloseReason.STALLED);
			assertClosed(stalled);
			hub.broadcast("a", "still here");
			assertThat(healthy.readData()).isEqualTo("still here");
			assertThat(log.messages()).isEmpty();
		}
	}

	// The client gets what the network holds, and then the end, within its read timeout
	private static void assertClosed(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		byte[] buffer = new byte[64 * 1024];
		long received = 0;
		try {
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				received += n;
			}
		}
		catch (SocketException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
		assertThat(received).isLessThan((long) EVENTS * DATA.length());
	}

	@RestController
	@Import(RecordingListener.class)
	static class Application {

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

	}

}
