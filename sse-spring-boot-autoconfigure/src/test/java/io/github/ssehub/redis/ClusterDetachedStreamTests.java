package io.github.ssehub.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Detached streams whose clients come back to any node.
 */
@Tag("long")
class ClusterDetachedStreamTests {

	private static RedisServer redis;

	private static TestCluster cluster;

	private static Node a;

	private static Node b;

	private static Node c;

	private LogCapture log;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		cluster = new TestCluster(DetachedApplication.class);
		a = cluster.start(TestServer.Kind.TOMCAT, redis);
		b = cluster.start(TestServer.Kind.JETTY, redis);
		c = cluster.start(TestServer.Kind.TOMCAT, redis);
		cluster.awaitUp();
	}

	@AfterAll
	static void stop() {
		if (redis != null) {
			cluster.close();
			redis.close();
		}
	}

	@BeforeEach
	void captureLog() {
		this.log = new LogCapture();
	}

	@AfterEach
	void closeStreams() {
		List.of(a, b, c).forEach((node) -> node.server.closeStreams());
		assertThat(this.log.warnings()).isEmpty();
		this.log.close();
	}

	private static void emit(Node node, String name, String... elements) {
		for (String element : elements) {
			application(node).source(name).tryEmitNext(element).orThrow();
		}
	}

	private static DetachedApplication application(Node node) {
		return node.server.bean(DetachedApplication.class);
	}

	private static SseStreamState state(Node node, String id) {
		return node.server.bean(SseStreams.class).find(id);
	}

	@Test
	void shouldReadOnAnotherNodeFromTheStart() throws IOException {
		try (SseTestClient onA = a.server.open("/manual/start")) {
			String id = onA.header("Sse-Stream");
			emit(a, "start", "one", "two");
			try (SseTestClient onB = b.server.open("/streams/" + id)) {
				assertThat(onB.header("Sse-Stream")).isEqualTo(id);
				assertThat(onB.readBlock()).contains("event: sse-open\n", "retry: 1234\n", "id: " + id + ".");
				assertThat(onB.readBlock()).startsWith("data: zero\nid: " + id + ".");
				assertThat(onB.readBlock()).startsWith("data: one\n");
				assertThat(onB.readBlock()).startsWith("data: two\n");
				emit(a, "start", "three");
				assertThat(onB.readBlock()).startsWith("data: three\n");
				assertThat(state(b, id)).isEqualTo(SseStreamState.RUNNING);
				application(a).source("start").tryEmitComplete();
				assertThat(onB.readBlock()).isNull();
				for (Node node : List.of(a, b, c)) {
					assertThat(state(node, id)).isEqualTo(SseStreamState.COMPLETED);
				}
			}
		}
	}

	// Where it was made may be long ago, and what others have lost since then is not its
	@Test
	void shouldReadOnAnotherNodeBeforeThereIsAnEvent() throws IOException {
		try (SseTestClient onA = a.server.open("/silent/silent", "X-User: ann")) {
			onA.readBlock();
			String id = onA.header("Sse-Stream");
			try (SseTestClient onB = b.server.open("/streams/" + id, "X-User: ann")) {
				onB.readBlock();
				emit(a, "silent", "one");
				assertThat(onB.readData()).isEqualTo("one");
				assertThat(onA.readData()).isEqualTo("one");
			}
			a.server.bean(SseStreams.class).stop(id);
		}
	}

	@Test
	void shouldAnswer204OnAnyNodeOnceAllIsRead() throws IOException {
		String id;
		String last = null;
		try (SseTestClient onB = b.server.open("/numbers?count=5")) {
			id = onB.header("Sse-Stream");
			for (String block = onB.readBlock(); block != null; block = onB.readBlock()) {
				last = block.substring(block.indexOf("id: ") + 4).trim();
			}
		}
		for (Node node : List.of(a, b, c)) {
			for (String path : List.of("/streams/" + id, "/numbers?count=5")) {
				try (SseTestClient client = node.server.open(path, "Last-Event-ID: " + last)) {
					assertThat(client.status()).isEqualTo(204);
				}
			}
		}
	}

	@Test
	void shouldReadWhatHasEndedOnAnotherNode() throws IOException {
		String id;
		try (SseTestClient onA = a.server.open("/numbers?count=20")) {
			id = onA.header("Sse-Stream");
			onA.readRest();
		}
		try (SseTestClient onB = b.server.open("/streams/" + id)) {
			onB.readBlock();
			assertThat(readAll(onB)).isEqualTo(numbers(20));
		}
	}

	@Test
	void shouldLoseAndDoubleNothingAcrossCutsAndNodes() throws Exception {
		int count = 1000;
		String id;
		try (SseTestClient client = a.server.open("/numbers?delay=2&count=" + count)) {
			id = client.header("Sse-Stream");
		}
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			List<Future<List<String>>> readers = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				int first = i;
				Callable<List<String>> reader = () -> readWithCuts(id, first);
				readers.add(executor.submit(reader));
			}
			for (Future<List<String>> reader : readers) {
				assertThat(reader.get(120, TimeUnit.SECONDS)).isEqualTo(numbers(count));
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	// From node to node, each time a bit further
	private static List<String> readWithCuts(String id, int first) throws IOException {
		List<String> received = new ArrayList<>();
		String last = null;
		for (int cut = 0;; cut++) {
			Node node = List.of(a, b, c).get((first + cut) % 3);
			String[] headers = (last != null) ? new String[] { "Last-Event-ID: " + last } : new String[0];
			try (SseTestClient client = node.server.open("/streams/" + id, headers)) {
				if (client.status() == 204) {
					return received;
				}
				int blocks = (cut < 12) ? 5 + 7 * (cut + first) : Integer.MAX_VALUE;
				for (int i = 0; i < blocks; i++) {
					String block = client.readBlock();
					if (block == null) {
						break;
					}
					assertThat(block).doesNotContain("sse-gap");
					last = block.contains("id: ") ? block.substring(block.indexOf("id: ") + 4).trim() : last;
					if (block.startsWith("data: ")) {
						received.add(block.substring(6, block.indexOf('\n')));
					}
				}
			}
		}
	}

	@Test
	void shouldStopOnAnotherNode() throws IOException {
		int cancelled = application(a).cancelled.get();
		try (SseTestClient onA = a.server.open("/manual/stopped");
				SseTestClient onB = b.server.open("/streams/" + onA.header("Sse-Stream"));
				SseTestClient onC = c.server.open("/streams/" + onA.header("Sse-Stream"))) {
			String id = onA.header("Sse-Stream");
			emit(a, "stopped", "one");
			try (SseTestClient stop = SseTestClient.request(b.server.port(), "DELETE", "/streams/" + id)) {
				assertThat(stop.status()).isEqualTo(204);
			}
			for (SseTestClient client : List.of(onA, onB, onC)) {
				assertThat(client.readRest()).contains("data: one\n");
			}
			for (Node node : List.of(a, b, c)) {
				assertThat(state(node, id)).isEqualTo(SseStreamState.STOPPED);
			}
			await().untilAsserted(() -> assertThat(application(a).cancelled).hasValue(cancelled + 1));
			try (SseTestClient again = SseTestClient.request(c.server.port(), "DELETE", "/streams/" + id)) {
				assertThat(again.status()).isEqualTo(204);
			}
		}
	}

	@Test
	void shouldHaveNoStreamOfAnotherUserOnAnyNode() throws IOException {
		try (SseTestClient onA = a.server.open("/manual/owned", "X-User: ann")) {
			String id = onA.header("Sse-Stream");
			onA.readBlock();
			emit(a, "owned", "secret");
			String block = onA.readBlock();
			String event = block.substring(block.indexOf("id: ") + 4).trim();
			for (Node node : List.of(a, b, c)) {
				for (String user : List.of("X-User: bob", "X-Nobody: at all")) {
					try (SseTestClient client = node.server.open("/streams/" + id, user)) {
						assertThat(client.status()).isEqualTo(404);
						assertThat(client.readRest()).doesNotContain("secret");
					}
					try (SseTestClient client = SseTestClient.request(node.server.port(), "DELETE", "/streams/" + id,
							user)) {
						assertThat(client.status()).isEqualTo(404);
					}
					try (SseTestClient client = node.server.open("/streams/" + id + "/state", user)) {
						assertThat(client.readRest()).contains("null");
					}
					try (SseTestClient client = node.server.open("/manual/owned", user, "Last-Event-ID: " + event)) {
						assertThat(client.readBlock()).contains("event: sse-gap\n").endsWith("id: sse-end\n");
					}
				}
				try (SseTestClient client = node.server.open("/streams/" + id + "/state", "X-User: ann")) {
					assertThat(client.readRest()).contains("RUNNING");
				}
				try (SseTestClient client = node.server.open("/manual/owned", "X-User: ann",
						"Last-Event-ID: " + event)) {
					assertThat(client.readBlock()).contains("event: sse-open\n").endsWith("id: " + event + "\n");
				}
			}
			c.server.bean(SseStreams.class).stop(id);
			onA.readRest();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA~", "x", "~", "AAAAAAAAAAAAAAAAAAAAA%7D",
			"AAAAAAAAAAAAAAAAAAAAA*", "%01AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA%0D%0A",
			"AAAAAAAAAAAAAAAAAAAAAAA" })
	void shouldHaveNoStreamOfAnIdThatIsMadeUp(String id) throws IOException {
		try (SseTestClient client = b.server.open("/streams/" + id)) {
			assertThat(client.status()).isIn(400, 404);
		}
		try (SseTestClient client = SseTestClient.request(b.server.port(), "DELETE", "/streams/" + id)) {
			assertThat(client.status()).isIn(400, 404);
		}
	}

	@Test
	void shouldEndOnAnotherNodeWhenItIsForgotten() throws IOException {
		String id;
		try (SseTestClient onA = a.server.open("/manual/short?keep=100")) {
			id = onA.header("Sse-Stream");
			emit(a, "short", "one");
			application(a).source("short").tryEmitComplete();
			onA.readRest();
		}
		await().until(() -> state(b, id) == null);
		try (SseTestClient client = b.server.open("/streams/" + id)) {
			assertThat(client.status()).isEqualTo(404);
		}
		assertThat(redis.command("EXISTS", "{sse:" + TestCluster.NAME + "}:stream:" + id)).contains("0");
	}

	@Test
	void shouldGoOnForThoseWhoReadUnnamedEvents() throws IOException {
		try (SseTestClient onA = a.server.open("/manual/openai?format=openai")) {
			String id = onA.header("Sse-Stream");
			assertThat(id).endsWith("~");
			emit(a, "openai", "one");
			try (SseTestClient onB = b.server.open("/streams/" + id)) {
				application(a).source("openai").tryEmitComplete();
				assertThat(onB.readRest()).doesNotContain("sse-").contains("\"content\":\"one\"", "data: [DONE]");
			}
		}
	}

	@Test
	void shouldHaveHeadersOfTheFormatOnAnotherNode() throws IOException {
		try (SseTestClient onA = a.server.open("/manual/ai-sdk?format=ai-sdk");
				SseTestClient onB = b.server.open("/streams/" + onA.header("Sse-Stream"))) {
			assertThat(onB.header("x-vercel-ai-ui-message-stream")).isEqualTo("v1");
			application(a).source("ai-sdk").tryEmitComplete();
			onB.readRest();
		}
	}

	static List<String> readAll(SseTestClient client) throws IOException {
		List<String> result = new ArrayList<>();
		for (String block = client.readBlock(); block != null; block = client.readBlock()) {
			if (block.startsWith("data: ")) {
				result.add(block.substring(6, block.indexOf('\n')));
			}
		}
		return result;
	}

	private static List<String> numbers(int count) {
		return IntStream.range(0, count).mapToObj(String::valueOf).toList();
	}

}
