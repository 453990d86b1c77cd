package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What delivery promises, with a real server and many clients.
 */
@Timeout(120)
class DeliveryTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<SseTestClient> clients = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (SseTestClient client : this.clients) {
			client.close();
		}
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource
	void shouldDeliverBurstToHealthyClients(Kind kind) throws Exception {
		int events = 100_000;
		try (TestServer server = TestServer.start(kind, Application.class)) {
			List<Future<Integer>> received = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				SseTestClient client = open(server, "/a");
				received.add(this.executor.submit(() -> readInOrder(client, events)));
			}
			for (int i = 0; i < events; i++) {
				server.hub().broadcast("a", Integer.toString(i));
			}
			for (Future<Integer> count : received) {
				assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(events);
			}
		}
	}

	private static int readInOrder(SseTestClient client, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			assertThat(client.readData()).isEqualTo(Integer.toString(i));
		}
		return count;
	}

	@ParameterizedTest
	@EnumSource
	void shouldNeverDeliverHigherIdBeforeLower(Kind kind) throws Exception {
		int events = 4000;
		try (TestServer server = TestServer.start(kind, Application.class, "sse.replay.events=100000",
				"sse.replay.size=64MB")) {
			List<Future<List<Long>>> received = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				SseTestClient client = open(server, "/ab");
				boolean lagging = i % 2 == 0;
				received.add(this.executor.submit(() -> readSequences(client, 2 * events, lagging)));
			}
			List<Future<?>> publishers = new ArrayList<>();
			for (String room : List.of("a", "b")) {
				publishers.add(this.executor.submit(() -> {
					for (int i = 0; i < events; i++) {
						server.hub().broadcast(room, "x".repeat(i % 3000));
					}
				}));
			}
			for (Future<?> publisher : publishers) {
				publisher.get(60, TimeUnit.SECONDS);
			}
			for (Future<List<Long>> sequences : received) {
				assertThat(sequences.get(60, TimeUnit.SECONDS)).hasSize(2 * events).isSorted().doesNotHaveDuplicates();
			}
		}
	}

	// A client that lags reads nothing for a while every now and then
	private static List<Long> readSequences(SseTestClient client, int count, boolean lagging) throws Exception {
		List<Long> sequences = new ArrayList<>();
		while (sequences.size() < count) {
			String block = client.readBlock();
			assertThat(block).isNotNull();
			if (block.contains("data: ")) {
				String id = block.substring(block.indexOf("id: ") + 4).trim();
				sequences.add(Long.parseLong(id.substring(id.indexOf('-') + 1), 36));
			}
			if (lagging && sequences.size() % 2000 == 1) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
			}
		}
		return sequences;
	}

	@ParameterizedTest
	@EnumSource
	void shouldNotLetStalledClientsCostThreadsOrDelayOthers(Kind kind) throws Exception {
		int events = 200;
		List<Socket> stalled = new ArrayList<>();
		// The container may start as many as it is allowed, whoever needs them
		try (TestServer server = TestServer.start(kind, Application.class, "sse.write-timeout=60s",
				"server.tomcat.threads.max=20", "server.jetty.threads.max=20", "sse.replay.size=40MB")) {
			SseTestClient healthy = open(server, "/a");
			for (int i = 0; i < 50; i++) {
				stalled.add(SseTestClient.openStalled(server.port(), "/a"));
			}
			await().until(() -> server.hub().connections("a").size() == 51);
			int threads = Thread.activeCount();
			String large = "x".repeat(100_000);
			Future<Integer> received = this.executor.submit(() -> {
				for (int i = 0; i < events; i++) {
					assertThat(healthy.readData()).hasSize(large.length());
				}
				return events;
			});
			for (int i = 0; i < events; i++) {
				server.hub().broadcast("a", large);
			}
			assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(events);
			assertThat(Thread.activeCount()).isLessThan(threads + 30);
			assertThat(server.hub().connections("a")).hasSizeGreaterThan(1);
		}
		finally {
			for (Socket socket : stalled) {
				socket.close();
			}
		}
	}

	private SseTestClient open(TestServer server, String path) throws IOException {
		SseTestClient client = server.open(path);
		this.clients.add(client);
		assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
		return client;
	}

	@RestController
	static class Application {

		@SseEndpoint(path = "/a", rooms = "a")
		void a() {
		}

		@SseEndpoint(path = "/ab", rooms = { "a", "b" })
		void ab() {
		}

	}

}
