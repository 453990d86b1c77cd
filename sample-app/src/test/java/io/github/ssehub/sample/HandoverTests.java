package io.github.ssehub.sample;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/deployment.md} tells of a rolling restart: two instances behind a
 * proxy, of which one is shut down.
 */
class HandoverTests {

	// With -Dsse.handover.clients=500 as many as there may be in production
	private static final int CLIENTS = Integer.getInteger("sse.handover.clients", 60);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private static final Duration SPREAD = Duration.ofSeconds(1);

	// The delay of the drain, and what a busy machine takes
	private static final Duration BOUND = Duration.ofSeconds(3);

	private static final String ROOM = "handover";

	@Test
	@Timeout(120)
	void shouldMoveAllStreamsToTheOtherInstance() throws Exception {
		List<MovingClient> clients = new ArrayList<>();
		try (Processes processes = new Processes(); ServletWebServerApplicationContext staying = start()) {
			SseHub hub = staying.getBean(SseHub.class);
			hub.broadcast(ROOM, "staying");
			List<MovingClient> moved;
			long shutdown;
			try (ServletWebServerApplicationContext leaving = start()) {
				SseHub leavingHub = leaving.getBean(SseHub.class);
				TestHttp proxy = new TestHttp(ProxyKind.NGINX_BEFORE_TWO.start(processes,
						leaving.getWebServer().getPort(), staying.getWebServer().getPort()));
				HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
				IntStream.range(0, CLIENTS)
					.forEach((i) -> clients.add(new MovingClient(http, proxy.uri("/rooms/" + ROOM))));
				eventually(() -> assertThat(clients).allSatisfy((client) -> assertThat(client.opened()).hasSize(1)));
				leavingHub.broadcast(ROOM, "leaving");
				hub.broadcast(ROOM, "before");
				eventually(() -> assertThat(clients).allSatisfy((client) -> assertThat(client.blocks()).hasSize(1)));
				moved = clients.stream().filter((client) -> client.blocks().contains("data: leaving\n")).toList();
				assertThat(moved).hasSizeBetween(CLIENTS / 4, CLIENTS * 3 / 4);
				shutdown = System.nanoTime();
			}
			hub.broadcast(ROOM, "meanwhile");
			eventually(() -> assertThat(hub.connections(ROOM)).hasSize(CLIENTS));
			eventually(() -> assertThat(moved).allSatisfy((client) -> assertThat(client.opened()).hasSize(2)));
			hub.broadcast(ROOM, "after");
			eventually(() -> assertThat(clients)
				.allSatisfy((client) -> assertThat(client.blocks()).endsWith("data: after\n")));
			assertThat(clients).allSatisfy((client) -> assertThat(client.failures()).isEmpty());
			// Its log knows nothing of what the other one had sent, and says so, and has
			// all of its own
			assertThat(moved).allSatisfy((client) -> {
				assertThat(client.blocks()).hasSize(7)
					.startsWith("data: leaving\n", "event: sse-end\ndata: {\"reason\":\"drained\"}\n")
					.endsWith("data: staying\n", "data: before\n", "data: meanwhile\n", "data: after\n");
				assertThat(client.blocks().get(2)).startsWith("event: sse-gap\n").contains("\"reason\":\"unknown\"");
			});
			List<MovingClient> stayed = new ArrayList<>(clients);
			stayed.removeAll(moved);
			assertThat(stayed).allSatisfy((client) -> {
				assertThat(client.opened()).hasSize(1);
				assertThat(client.blocks()).containsExactly("data: before\n", "data: meanwhile\n", "data: after\n");
			});
			long last = Collections.max(moved.stream().map((client) -> client.opened().get(1)).toList());
			assertThat(Duration.ofNanos(last - shutdown)).isLessThan(RETRY.plus(SPREAD).plus(BOUND));
		}
		finally {
			clients.forEach(MovingClient::close);
		}
	}

	private ServletWebServerApplicationContext start() {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		return (ServletWebServerApplicationContext) application.run("--server.port=0",
				"--sse.retry=" + RETRY.toMillis() + "ms", "--sse.drain.spread=" + SPREAD.toMillis() + "ms");
	}

	private void eventually(ThrowingRunnable assertion) {
		await().atMost(30, TimeUnit.SECONDS).untilAsserted(assertion);
	}

}
