package io.github.ssehub;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SourceProbe;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sources end with the application, whether their streams are open or not yet.
 */
class CallerShutdownTests {

	private static final List<String> PATHS = List.of("/flux", "/stream", "/iterator", "/future");

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldEndAllSourcesSoon(TestServer.Kind kind) throws Exception {
		TestServer server = TestServer.start(kind, Application.class, "sse.heartbeat=1m");
		SourceProbe probe = server.bean(SourceProbe.class);
		List<SseTestClient> open = new ArrayList<>();
		List<Socket> waiting = new ArrayList<>();
		try (LogCapture log = new LogCapture()) {
			for (String path : PATHS.subList(0, 3)) {
				SseTestClient client = server.open(path + "?elements=1");
				client.readBlock();
				assertThat(client.readBlock()).isEqualTo("data: x0\n");
				open.add(client);
			}
			for (String path : PATHS) {
				waiting.add(SseTestClient.openStalled(server.port(), path + "?elements=0"));
			}
			probe.awaitCreated(7);
			probe.awaitBlocked(4);
			long start = System.nanoTime();
			server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			probe.awaitEnded(7);
			probe.assertEndedOnce();
			for (SseTestClient client : open) {
				assertThat(client.readRest())
					.matches("event: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"drained\"}\n\n");
			}
			for (Socket socket : waiting) {
				// The client comes back, to another server
				assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 200")
					.doesNotContain("id: sse-end");
			}
			assertThat(log.warnings()).isEmpty();
		}
		finally {
			for (Socket socket : waiting) {
				socket.close();
			}
		}
	}

	@RestController
	@Import(SourceProbe.class)
	static class Application {

		private final SourceProbe probe;

		Application(SourceProbe probe) {
			this.probe = probe;
		}

		@SseEndpoint("/flux")
		Flux<String> flux(@RequestParam int elements) {
			return this.probe.flux(elements);
		}

		@SseEndpoint("/stream")
		Stream<String> stream(@RequestParam int elements) {
			return this.probe.stream(elements);
		}

		@SseEndpoint("/iterator")
		Iterator<String> iterator(@RequestParam int elements) {
			return this.probe.iterator(elements);
		}

		@SseEndpoint("/future")
		CompletableFuture<String> future() {
			return this.probe.future();
		}

	}

}
