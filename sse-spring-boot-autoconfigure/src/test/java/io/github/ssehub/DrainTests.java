package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import io.github.ssehub.hub.Drain;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrainTests {

	private static final Log logger = LogFactory.getLog(DrainTests.class);

	// More with -Dsse.drain.streams=5000
	private static final int STREAMS = Integer.getInteger("sse.drain.streams", 60);

	private static final Duration SPREAD = Duration.ofMillis(900);

	private static final String DATA = "x".repeat(100 * 1024);

	private static final String DRAINED = "event: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"drained\"}\n\n";

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldEndStreamsOverTheSpreadAndStalledOnesToo(TestServer.Kind kind) throws IOException {
		TestServer server = start(kind, "sse.drain.spread=" + SPREAD.toMillis(), "sse.replay.size=64MB",
				"sse.replay.total=128MB", "sse.write-timeout=1m", "logging.level.io.github.ssehub.DrainTests=INFO");
		List<SseTestClient> clients = new ArrayList<>();
		List<Socket> stalled = new ArrayList<>();
		try (LogCapture log = new LogCapture()) {
			for (int i = 0; i < STREAMS; i++) {
				if (i % 5 == 0) {
					stalled.add(SseTestClient.openStalled(server.port(), "/rooms/busy"));
				}
				else {
					clients.add(server.open("/rooms/quiet"));
					clients.get(clients.size() - 1).readBlock();
				}
			}
			await().atMost(Duration.ofMinutes(1)).until(() -> server.hub().connections().size() == STREAMS);
			for (int i = 0; i < 120; i++) {
				server.hub().broadcast("busy", DATA);
			}
			Application application = server.bean(Application.class);
			long start = System.nanoTime();
			server.close();
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			logger.info(kind + ": " + STREAMS + " streams were gone in " + taken.toMillis() + " ms");
			assertThat(taken).isLessThan(SPREAD.plusSeconds(2));
			List<Long> times = application.closed.stream().map((end) -> (end - start) / 1_000_000).toList();
			assertThat(times).hasSize(STREAMS);
			// Of a busy machine only that can be said
			assertThat(Collections.max(times) - Collections.min(times)).isGreaterThan(SPREAD.toMillis() / 2);
			assertThat(new HashSet<>(times)).hasSizeGreaterThan(Math.min(STREAMS / 10, 100));
			for (SseTestClient client : clients) {
				assertThat(client.readRest()).matches(DRAINED);
			}
			assertThat(log.warnings()).isEmpty();
		}
		finally {
			for (SseTestClient client : clients) {
				client.close();
			}
			for (Socket socket : stalled) {
				socket.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldDrainAServerThatGoesOn(TestServer.Kind kind) throws IOException {
		try (TestServer server = start(kind);
				SseTestClient room = server.open("/rooms/a");
				SseTestClient graced = server.open("/graced");
				SseTestClient impatient = server.open("/impatient")) {
			room.readBlock();
			assertThat(graced.readData()).isEqualTo("first");
			assertThat(impatient.readData()).isEqualTo("first");
			Drain drain = server.bean(Drain.class);
			assertThat(drain.isStarted()).isFalse();
			assertThat(drain.remaining()).isEqualTo(3);
			long start = System.nanoTime();
			drain.start();
			assertThat(drain.isStarted()).isTrue();
			assertThat(room.readRest()).matches(DRAINED);
			assertThat(impatient.readRest()).matches(DRAINED);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
			try (SseTestClient late = server.open("/rooms/a"); SseTestClient other = server.open("/plain")) {
				assertThat(late.status()).isEqualTo(200);
				assertThat(late.readRest()).isEqualTo(":\nretry: 3000\n");
				assertThat(other.status()).isEqualTo(200);
			}
			String before = server.hub().position();
			assertThat(server.hub().broadcast("a", "x")).isNotEqualTo(before);
			server.bean(Application.class).answer.emitNext("last", Sinks.EmitFailureHandler.FAIL_FAST);
			assertThat(graced.readData()).isEqualTo("last");
			assertThat(drain.remaining()).isEqualTo(1);
			server.bean(Application.class).answer.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
			assertThat(graced.readRest()).contains("id: sse-end").doesNotContain("drained");
			await().until(() -> drain.remaining() == 0);
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldLetStreamsFinishAtShutdownWithinItsTime(TestServer.Kind kind) throws Exception {
		TestServer server = start(kind, "spring.lifecycle.timeout-per-shutdown-phase=4s");
		try (LogCapture log = new LogCapture();
				SseTestClient finite = server.open("/graced");
				SseTestClient endless = server.open("/endless")) {
			assertThat(finite.readData()).isEqualTo("first");
			assertThat(endless.readData()).isEqualTo("first");
			Application application = server.bean(Application.class);
			SseHub hub = server.hub();
			Thread closing = new Thread(server::close);
			long start = System.nanoTime();
			closing.start();
			await().until(server.bean(Drain.class)::isStarted);
			application.answer.emitNext("last", Sinks.EmitFailureHandler.FAIL_FAST);
			assertThat(finite.readData()).isEqualTo("last");
			application.answer.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
			assertThat(finite.readRest()).contains("id: sse-end").doesNotContain("drained");
			assertThat(closing.isAlive()).as("waits for the other").isTrue();
			assertThat(endless.readRest()).matches(DRAINED);
			closing.join(Duration.ofSeconds(10).toMillis());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1800),
					Duration.ofSeconds(4));
			assertThat(hub.connections()).isEmpty();
			assertThat(log.warnings()).isEmpty();
		}
	}

	private static TestServer start(TestServer.Kind kind, String... properties) {
		return TestServer.start(kind, Application.class, properties);
	}

	@RestController
	static class Application implements SseHubListener {

		private final Queue<Long> closed = new ConcurrentLinkedQueue<>();

		private final Sinks.Many<String> answer = Sinks.many().unicast().onBackpressureBuffer();

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			assertThat(reason).isNotNull();
			this.closed.add(System.nanoTime());
		}

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint(path = "/graced", drainGrace = "1m")
		Flux<String> graced() {
			return Flux.concat(Flux.just("first"), this.answer.asFlux());
		}

		@SseEndpoint("/impatient")
		SseStream<String> impatient() {
			return SseStream.from(endless()).drainGrace(Duration.ofMillis(300));
		}

		@SseEndpoint(path = "/endless", drainGrace = "1m")
		Flux<String> endless() {
			return Flux.concat(Flux.just("first"), Flux.never());
		}

		@GetMapping("/plain")
		String plain() {
			return "ok";
		}

	}

}
