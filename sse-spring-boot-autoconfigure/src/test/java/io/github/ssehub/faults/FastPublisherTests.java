package io.github.ssehub.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Publishers that are faster than every client, and events that are too large.
 */
@Tag("long")
class FastPublisherTests {

	private static final int PUBLISHERS = 4;

	private static final int EVENTS = 4000;

	private static final String DATA = "x".repeat(1000);

	// The common pool may have one thread
	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldWaitForTheLoopsAndNotForClients(TestServer.Kind kind) throws Exception {
		// All clients together cannot take what is published as fast
		try (TestServer server = TestServer.start(kind, FaultApplication.class, "sse.delivery.window=256KB",
				"sse.replay.events=100", "sse.replay.total=32MB")) {
			List<CompletableFuture<Received>> readers = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				SseTestClient client = server.open("/rooms/a");
				client.readBlock();
				readers.add(CompletableFuture.supplyAsync(() -> readAll(client), this.executor));
			}
			AtomicLong longest = new AtomicLong();
			List<CompletableFuture<Void>> publishers = new ArrayList<>();
			for (int i = 0; i < PUBLISHERS; i++) {
				publishers.add(CompletableFuture.runAsync(() -> publish(server, longest), this.executor));
			}
			for (CompletableFuture<Void> publisher : publishers) {
				publisher.get(60, TimeUnit.SECONDS);
			}
			server.hub().broadcast("a", "end");
			for (CompletableFuture<Received> reader : readers) {
				Received received = reader.get(60, TimeUnit.SECONDS);
				// One that is too slow is told so
				assertThat(received.events() == PUBLISHERS * EVENTS).as(received.toString())
					.isEqualTo(received.gaps() == 0);
				assertThat(received.events()).isBetween(100, PUBLISHERS * EVENTS);
			}
			// The default of sse.delivery.max-wait is a second
			assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(2));
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldNotDropEventsWhileTheLoopsPause(TestServer.Kind kind) throws Exception {
		int publishers = 16;
		int events = 30;
		try (TestServer server = TestServer.start(kind, FaultApplication.class, "sse.delivery.flush-interval=600ms",
				"sse.delivery.window=64KB"); SseTestClient client = server.open("/rooms/a")) {
			client.readBlock();
			List<CompletableFuture<Void>> published = new ArrayList<>();
			for (int i = 0; i < publishers; i++) {
				published.add(CompletableFuture.runAsync(() -> {
					for (int j = 0; j < events; j++) {
						server.hub().broadcast("a", DATA);
					}
				}, this.executor));
			}
			for (CompletableFuture<Void> publisher : published) {
				publisher.get(60, TimeUnit.SECONDS);
			}
			server.hub().broadcast("a", "end");
			assertThat(readAll(client)).isEqualTo(new Received(publishers * events, 0));
		}
	}

	private static void publish(TestServer server, AtomicLong longest) {
		for (int i = 0; i < EVENTS; i++) {
			long start = System.nanoTime();
			server.hub().broadcast("a", DATA);
			longest.accumulateAndGet(System.nanoTime() - start, Math::max);
		}
	}

	// Up to the last event
	private static Received readAll(SseTestClient client) {
		try (client) {
			int events = 0;
			int gaps = 0;
			String data = client.readData();
			while (!data.equals("end")) {
				if (data.equals(DATA)) {
					events++;
				}
				else {
					assertThat(data).contains("\"reason\":\"overflow\"");
					gaps++;
				}
				data = client.readData();
			}
			return new Received(events, gaps);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.Kind.class)
	void shouldRefuseLargeEventsAndGoOn(TestServer.Kind kind) throws IOException {
		try (TestServer server = TestServer.start(kind, FaultApplication.class, "sse.limits.event-size=1KB");
				SseTestClient client = server.open("/rooms/a")) {
			client.readBlock();
			String before = server.hub().broadcast("a", "before");
			String position = server.hub().position();
			assertThat(position).isEqualTo(before);
			assertThatExceptionOfType(SseEventTooLargeException.class)
				.isThrownBy(() -> server.hub().broadcast("a", "x".repeat(2000)));
			assertThat(server.hub().position()).as("no id is taken").isEqualTo(position);
			server.hub().broadcast("a", "after");
			assertThat(client.readData()).isEqualTo("before");
			assertThat(client.readData()).isEqualTo("after");
		}
	}

	private record Received(int events, int gaps) {

	}

}
