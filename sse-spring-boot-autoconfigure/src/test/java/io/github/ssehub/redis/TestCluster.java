package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePresenceListener;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.PublishController;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.UserHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes with web servers that share a Redis server.
 */
final class TestCluster implements AutoCloseable {

	static final String NAME = "shop";

	private final Class<?> application;

	private final List<Node> nodes = new ArrayList<>();

	TestCluster() {
		this(Application.class);
	}

	TestCluster(Class<?> application) {
		this.application = application;
	}

	Node start(TestServer.Kind kind, int redisPort, String... properties) {
		Node node = new Node(TestServer.start(kind, this.application, properties(redisPort, properties)));
		this.nodes.add(node);
		return node;
	}

	static String[] properties(int redisPort, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.data.redis.port=" + redisPort, "sse.cluster.name=" + NAME,
				"sse.heartbeat=0", "sse.drain.delay=0", TestServer.WITH_REDIS));
		all.addAll(List.of(properties));
		return all.toArray(new String[0]);
	}

	Node start(TestServer.Kind kind, RedisServer redis, String... properties) {
		return start(kind, redis.port(), properties);
	}

	void awaitUp() {
		this.nodes.forEach(Node::awaitUp);
	}

	void awaitDown() {
		await().atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.nodes.stream().noneMatch((node) -> node.journal().status().up()));
	}

	@Override
	public void close() {
		this.nodes.forEach((node) -> node.server.close());
	}

	/**
	 * One of the nodes.
	 */
	static final class Node {

		final TestServer server;

		Node(TestServer server) {
			this.server = server;
		}

		SseHub hub() {
			return this.server.hub();
		}

		RedisJournal journal() {
			return this.server.bean(RedisJournal.class);
		}

		// A stream whose opening is read
		TestStream open(String room, String... headers) throws IOException {
			return new TestStream(this.server.open("/rooms/" + room, headers));
		}

		void awaitUp() {
			await().atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(10))
				.untilAsserted(
						() -> assertThat(journal().status()).matches((status) -> status.up() && status.lag() == 0));
		}

	}

	/**
	 * What a client gets.
	 */
	static final class TestStream implements AutoCloseable {

		final SseTestClient client;

		String id;

		TestStream(SseTestClient client) throws IOException {
			this.client = client;
			assertThat(client.status()).isEqualTo(200);
			assertThat(next()).startsWith("sse-");
		}

		// The name and data of the next event
		String next() throws IOException {
			String block = this.client.readBlock();
			assertThat(block).as("stream goes on").isNotNull();
			String name = field(block, "event");
			this.id = (field(block, "id") != null) ? field(block, "id") : this.id;
			return (name != null) ? name : field(block, "data");
		}

		private static String field(String block, String name) {
			return block.lines()
				.filter((line) -> line.startsWith(name + ": "))
				.map((line) -> line.substring(name.length() + 2))
				.findFirst()
				.orElse(null);
		}

		// What comes up to an event, without what only tells a position
		List<String> readUpTo(String last) throws IOException {
			List<String> events = new ArrayList<>();
			String event;
			do {
				event = next();
				if (!event.equals("sse-position")) {
					events.add(event);
				}
			}
			while (!event.equals(last));
			return events;
		}

		@Override
		public void close() throws IOException {
			this.client.close();
		}

	}

	@Import({ UserHeaderFilter.class, PublishController.class })
	@RestController
	static class Application implements SsePresenceListener {

		// What filters that publish are thrown
		static final BlockingQueue<Throwable> FAILURES = new LinkedBlockingQueue<>();

		// Who has come and gone
		final List<String> calls = new CopyOnWriteArrayList<>();

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		// Others are found dead sooner
		@Bean
		static ClusterNodes clusterNodes(LettuceConnectionFactory connectionFactory) {
			return new ClusterNodes(new RedisJournalSettings(NAME, Duration.ofSeconds(2), Duration.ofSeconds(1), 1, 0),
					connectionFactory,
					new NodeTimes(Duration.ofMillis(100), Duration.ofSeconds(4), Duration.ofMillis(500)));
		}

		@SseEndpoint(path = "/rooms/{room}", rooms = "{room}")
		void room(@PathVariable String room) {
		}

		@SseEndpoint(path = "/presence/{room}/{name}")
		SseSubscription presence(@PathVariable String room, @PathVariable String name) {
			return SseSubscription.to(room).member(name).presence();
		}

		@Override
		public void joined(String room, String member) {
			this.calls.add("joined " + member);
		}

		@Override
		public void left(String room, String member) {
			this.calls.add("left " + member);
		}

		@SseEndpoint(path = "/rooms/publishing-filter")
		SseSubscription publishing() {
			return SseSubscription.to("publishing-filter").filter((event) -> {
				try {
					this.hub.broadcast("other", "x");
				}
				catch (RuntimeException ex) {
					FAILURES.add(ex);
				}
				return true;
			});
		}

	}

}
