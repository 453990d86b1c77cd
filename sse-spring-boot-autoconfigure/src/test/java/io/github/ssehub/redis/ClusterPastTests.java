package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients come back for more than their node keeps, and Redis has it.
 */
@Tag("long")
class ClusterPastTests {

	private static final String LOG = "{sse:" + TestCluster.NAME + "}:log";

	private static final int EVENTS = 2000;

	private static final String[] SMALL = { "sse.replay.size=4KB", "sse.endpoint.path=/sse", "sse.endpoint.rooms=*" };

	private static RedisServer redis;

	private static TestCluster cluster;

	private static Node a;

	private static Node b;

	private String start;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		cluster = new TestCluster(Application.class);
		a = cluster.start(TestServer.Kind.TOMCAT, redis, SMALL);
		b = cluster.start(TestServer.Kind.JETTY, redis, SMALL);
	}

	@AfterAll
	static void stop() {
		if (redis != null) {
			cluster.close();
			redis.close();
		}
	}

	@BeforeEach
	void remember() {
		this.start = a.hub().broadcast("begin", "begin");
	}

	@AfterEach
	void awaitUp() {
		cluster.awaitUp();
	}

	@Test
	void shouldGiveWhatTheNodeNoLongerHas() throws Exception {
		List<String> expected = publish("r0", "r1", "r2", "other");
		for (Node node : List.of(a, b)) {
			try (TestStream stream = open(node, this.start, "r0", "r1", "r2")) {
				assertThat(stream.id).isEqualTo(this.start);
				assertThat(stream.readUpTo("1998")).isEqualTo(expected);
			}
		}
	}

	@Test
	void shouldGiveItOnANodeThatStartsLater() throws Exception {
		List<String> expected = publish("l0", "l1", "l2", "other");
		// More than it reads back
		for (int i = 0; i < 40; i++) {
			a.hub().broadcast("padding", "x".repeat(200_000));
		}
		try (TestCluster late = new TestCluster(Application.class)) {
			List<String> properties = new ArrayList<>(List.of(SMALL));
			properties.add("sse.replay.total=6MB");
			Node node = late.start(TestServer.Kind.TOMCAT, redis, properties.toArray(new String[0]));
			try (TestStream stream = open(node, this.start, "l0", "l1", "l2")) {
				assertThat(stream.readUpTo("1998")).isEqualTo(expected);
			}
		}
	}

	@Test
	void shouldGoOnWithWhatIsPublishedMeanwhile() throws Exception {
		List<String> expected = publish("m0", "m1");
		AtomicBoolean stopped = new AtomicBoolean();
		CompletableFuture<Integer> publisher = CompletableFuture.supplyAsync(() -> {
			int count = EVENTS;
			while (!stopped.get()) {
				b.hub().broadcast("m" + count % 2, String.valueOf(count));
				count++;
			}
			return count;
		});
		List<List<String>> read = new ArrayList<>();
		for (Node node : List.of(a, b, a, b)) {
			try (TestStream stream = open(node, this.start, "m0", "m1")) {
				List<String> events = stream.readUpTo(String.valueOf(EVENTS - 1));
				for (int i = 0; i < 200; i++) {
					events.add(stream.next());
				}
				read.add(events);
			}
		}
		stopped.set(true);
		for (int i = EVENTS; i < publisher.get(20, TimeUnit.SECONDS); i++) {
			expected.add(String.valueOf(i));
		}
		assertThat(read).allSatisfy((events) -> assertThat(events).isEqualTo(expected.subList(0, events.size())));
	}

	@Test
	void shouldTellOneGapWhereRedisDoesNotHaveItEither() throws Exception {
		publish("t0", "t1");
		redis.command("XTRIM", LOG, "MAXLEN", "500");
		for (Node node : List.of(a, b)) {
			try (TestStream stream = open(node, this.start, "t0", "t1")) {
				assertOneGap(stream.readUpTo("1999"));
			}
		}
	}

	@Test
	void shouldTellOneGapWhereItIsTooMuch() throws Exception {
		publish("o0", "o1");
		try (TestCluster small = new TestCluster(Application.class)) {
			Node node = small.start(TestServer.Kind.TOMCAT, redis, "sse.replay.size=4KB", "sse.replay.total=200KB",
					"sse.endpoint.path=/sse", "sse.endpoint.rooms=*");
			try (TestStream stream = open(node, this.start, "o0", "o1")) {
				assertOneGap(stream.readUpTo("1999"));
			}
		}
	}

	@Test
	void shouldTellOneGapWithinASecondWhereRedisHangs() throws Exception {
		publish("h0", "h1");
		redis.freeze();
		try {
			for (Node node : List.of(a, b)) {
				long begun = System.nanoTime();
				try (TestStream stream = open(node, this.start, "h0", "h1")) {
					assertOneGap(stream.readUpTo("1999"));
					assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1900));
				}
			}
		}
		finally {
			redis.unfreeze();
		}
		cluster.awaitUp();
		try (TestStream stream = open(a, this.start, "h0", "h1")) {
			assertThat(stream.readUpTo("1999")).as("after that").hasSize(EVENTS).doesNotContain("sse-gap");
		}
	}

	@Test
	void shouldTellOneGapBehindAClosedRoom() throws Exception {
		publish("c0");
		b.hub().close("c0");
		publish("c0");
		for (Node node : List.of(a, b)) {
			try (TestStream stream = open(node, this.start, "c0")) {
				assertOneGap(stream.readUpTo("1999"));
			}
		}
	}

	@Test
	void shouldTellGapWhereARoomHasARetentionOfItsOwn() throws Exception {
		publish("few");
		try (TestStream stream = open(a, this.start, "few")) {
			assertThat(stream.readUpTo("1999")).containsExactly("sse-gap", "1997", "1998", "1999");
		}
	}

	@Test
	void shouldSnapshotInsteadWhereThereIsOne() throws Exception {
		publish("state");
		try (TestStream stream = new TestStream(a.server.open("/state", "Last-Event-ID: " + this.start))) {
			List<String> events = stream.readUpTo("1999");
			assertThat(events).startsWith("sse-gap", "snapshot").hasSizeLessThan(100);
		}
	}

	@Test
	void shouldStartAfterAnIdThatTheNodeNoLongerHas() throws Exception {
		List<String> expected = publish("s0");
		try (TestStream stream = new TestStream(a.server.open("/since/s0/" + this.start))) {
			assertThat(stream.readUpTo("1999")).isEqualTo(expected);
		}
	}

	private static void assertOneGap(List<String> events) {
		assertThat(events).startsWith("sse-gap").hasSizeBetween(2, 100).containsOnlyOnce("sse-gap");
		List<String> rest = events.subList(1, events.size());
		assertThat(rest.stream().map(Integer::valueOf).toList()).isSorted().doesNotHaveDuplicates();
	}

	private static TestStream open(Node node, String lastEventId, String... rooms) throws IOException {
		return new TestStream(
				node.server.open("/sse?room=" + String.join("&room=", rooms), "Last-Event-ID: " + lastEventId));
	}

	// Events whose data are numbers, in one room after the other. Returns those that are
	// not in the last of four rooms
	private static List<String> publish(String... rooms) throws Exception {
		List<CompletionStage<String>> published = new ArrayList<>();
		for (int i = 0; i < EVENTS; i++) {
			Node node = (i < EVENTS / 2) ? a : b;
			if (i == EVENTS / 2) {
				join(published);
			}
			published.add(node.hub().broadcastAsync(rooms[i % rooms.length], String.valueOf(i)));
		}
		join(published);
		cluster.awaitUp();
		return new ArrayList<>(Stream.iterate(0, (i) -> i + 1)
			.limit(EVENTS)
			.filter((i) -> rooms.length < 4 || i % 4 != 3)
			.map(String::valueOf)
			.toList());
	}

	private static void join(List<CompletionStage<String>> published) throws Exception {
		for (CompletionStage<String> each : published) {
			each.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
	}

	@RestController
	static class Application {

		@Bean
		static SseRetention few() {
			return SseRetention.of("few").events(3).size(1_000_000);
		}

		@SseEndpoint("/state")
		SseSubscription state() {
			return SseSubscription.to("state").snapshot((position) -> List.of(SseEvent.of("snapshot")));
		}

		@SseEndpoint("/since/{room}/{id}")
		SseSubscription since(@PathVariable String room, @PathVariable String id) {
			return SseSubscription.to(room).since(id);
		}

	}

}
