package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Which nodes are alive, as they see it themselves.
 */
@Tag("long")
class ClusterNodesTests {

	private static final NodeTimes TIMES = new NodeTimes(Duration.ofMillis(50), Duration.ofSeconds(4),
			Duration.ofMillis(300));

	private final String cluster = TestRedis.newCluster();

	private final RedisServer redis = RedisServer.start();

	private final List<ClusterNodes> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(ClusterNodes::stop);
		this.redis.close();
	}

	@Test
	void shouldNotConnectBeforeItIsNeeded() {
		ClusterNodes node = create(this.redis.port(), TIMES);
		assertThat(node.live()).isEmpty();
		assertThat(keys()).isEmpty();
		assertThat(node.<Boolean>ask(ClusterConnection::isOpen)).isTrue();
		assertThat(keys()).contains("{sse:" + this.cluster + "}:nodes");
		assertThat(node.live()).containsExactly(node.id());
		assertThat(node.id()).matches("[0-9a-z]{8,}");
	}

	@Test
	void shouldKnowEachOther() {
		ClusterNodes first = start(this.redis.port(), TIMES);
		ClusterNodes second = start(this.redis.port(), TIMES);
		awaitLive(first, first, second);
		awaitLive(second, first, second);
		second.stop();
		assertThat(keys()).isNotEmpty();
		awaitLive(first, first);
		second.start();
		second.wake();
		awaitLive(first, first, second);
	}

	@Test
	void shouldLeaveTimeToMoveWhereANodeIsStopped() {
		ClusterNodes first = start(this.redis.port(), TIMES);
		ClusterNodes second = start(this.redis.port(),
				new NodeTimes(Duration.ofMillis(50), Duration.ofSeconds(20), Duration.ofSeconds(10)));
		awaitLive(first, first, second);
		long before = System.currentTimeMillis();
		second.stop();
		assertThat(end(second.id())).isBetween(before + 9_000, System.currentTimeMillis() + 11_000);
	}

	@Test
	void shouldFindOutThatANodeHasDied() throws Exception {
		try (SwitchingProxy proxy = new SwitchingProxy(this.redis.port())) {
			ClusterNodes first = start(this.redis.port(), TIMES);
			ClusterNodes second = start(proxy.port(), TIMES);
			awaitLive(first, first, second);
			proxy.close();
			awaitLive(first, first);
			assertThat(second.live()).as("as it was").contains(second.id());
		}
	}

	@Test
	void shouldTakeNobodyForDeadWhereRedisWasAwayForAll() {
		remember("late", -60_000);
		remember("later", 1000);
		ClusterNodes node = start(this.redis.port(), NodeTimes.DEFAULT);
		await().until(() -> !node.live().isEmpty());
		assertThat(node.live()).containsExactlyInAnyOrder(node.id(), "late", "later");
		assertThat(end("late")).isEqualTo(end("later"))
			.isBetween(System.currentTimeMillis(), System.currentTimeMillis() + 11_000);
	}

	@Test
	void shouldTakeForDeadWhoIsLateWhereOthersAreNot() {
		remember("late", -1);
		remember("other", 19_000);
		ClusterNodes node = start(this.redis.port(), NodeTimes.DEFAULT);
		await().until(() -> !node.live().isEmpty());
		assertThat(node.live()).containsExactlyInAnyOrder(node.id(), "other");
	}

	private void remember(String node, long left) {
		this.redis.command("ZADD", "{sse:" + this.cluster + "}:nodes",
				String.valueOf(System.currentTimeMillis() + left), node);
	}

	private long end(String node) {
		return Long.parseLong(this.redis.command("ZSCORE", "{sse:" + this.cluster + "}:nodes", node));
	}

	@Test
	void shouldTellTasksThatRedisHasForgottenTheNode() {
		RecordingTask task = new RecordingTask();
		ClusterNodes node = create(this.redis.port(), TIMES);
		node.add(task);
		node.wake();
		await().until(() -> task.lives.size() >= 3);
		int resets = task.resets.get();
		assertThat(resets).isPositive();
		await().during(200, TimeUnit.MILLISECONDS).until(() -> task.resets.get() == resets);
		this.redis.command("FLUSHALL");
		await().until(() -> task.resets.get() > resets);
		awaitLive(node, node);
	}

	@Test
	void shouldGoOnWhateverATaskDoes() {
		RecordingTask task = new RecordingTask();
		ClusterNodes node = create(this.redis.port(), TIMES);
		AtomicInteger calls = new AtomicInteger();
		node.add((connection, live) -> {
			switch (calls.incrementAndGet() % 3) {
				case 0 -> throw new IllegalStateException("Broken");
				case 1 -> throw new RedisCommandExecutionException("OOM command not allowed");
				default -> connection.isOpen();
			}
		});
		node.add(task);
		node.wake();
		await().until(() -> calls.get() > 9 && task.lives.size() > 9);
	}

	@Test
	void shouldStayAliveWhereRedisIsOutOfMemory() {
		ClusterNodes node = start(this.redis.port(), TIMES);
		ClusterConnection connection = node.ask(Function.identity());
		this.redis.command("CONFIG", "SET", "maxmemory", "1");
		assertThatException().isThrownBy(() -> this.redis.command("SET", "key", "value")).withMessageContaining("OOM");
		long end = end(node.id());
		await().untilAsserted(() -> assertThat(end(node.id())).isGreaterThan(end + 500));
		assertThat(node.<ClusterConnection>ask(Function.identity())).isSameAs(connection);
	}

	@Test
	void shouldBeAnsweredWhereRedisTakesNothing() {
		RecordingTask task = new RecordingTask();
		ClusterNodes node = create(this.redis.port(), TIMES);
		node.add(task);
		try (LogCapture log = new LogCapture()) {
			node.wake();
			ClusterConnection connection = node.ask(Function.identity());
			this.redis.command("CONFIG", "SET", "min-replicas-to-write", "1");
			assertThatException().isThrownBy(() -> this.redis.command("SET", "key", "value"))
				.withMessageContaining("NOREPLICAS");
			int ticks = task.lives.size();
			await().until(() -> task.lives.size() > ticks + 9);
			assertThat(node.<ClusterConnection>ask(Function.identity())).isSameAs(connection);
			assertThat(node.live()).containsExactly(node.id());
			assertThat(log.warnings()).singleElement().asString().contains("Redis refuses");
			ClusterNodes another = create(this.redis.port(), TIMES);
			assertThat(another.ask(ClusterConnection::sequence)).isZero();
			long end = end(node.id());
			this.redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
			await().until(() -> end(node.id()) > end);
		}
	}

	@Test
	void shouldSayThatRedisIsAway() {
		ClusterNodes node = start(this.redis.port(), TIMES);
		assertThat(node.ask(ClusterConnection::sequence)).isZero();
		this.redis.kill();
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> node.ask(ClusterConnection::sequence))
			.withMessageStartingWith("Redis cannot be asked");
		ClusterNodes another = create(this.redis.port(), TIMES);
		assertThatExceptionOfType(SseUnavailableException.class)
			.isThrownBy(() -> another.ask(ClusterConnection::sequence));
		this.redis.restart();
		await().ignoreExceptions().untilAsserted(() -> assertThat(another.ask(ClusterConnection::sequence)).isZero());
		node.stop();
		assertThatExceptionOfType(SseUnavailableException.class)
			.isThrownBy(() -> node.ask(ClusterConnection::sequence));
	}

	private ClusterNodes start(int port, NodeTimes times) {
		ClusterNodes node = create(port, times);
		node.wake();
		return node;
	}

	private ClusterNodes create(int port, NodeTimes times) {
		ClusterNodes node = new ClusterNodes(TestRedis.settings(this.cluster, TestRedis.PUBLISH_TIMEOUT),
				TestRedis.connectionFactory(port), times);
		this.nodes.add(node);
		return node;
	}

	private String keys() {
		return this.redis.command("KEYS", "*");
	}

	private static void awaitLive(ClusterNodes node, ClusterNodes... live) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(node.live())
				.containsExactlyInAnyOrder(List.of(live).stream().map(ClusterNodes::id).toArray(String[]::new)));
	}

	private static final class RecordingTask implements NodeTask {

		private final AtomicInteger resets = new AtomicInteger();

		private final List<Set<String>> lives = new CopyOnWriteArrayList<>();

		@Override
		public void reset() {
			this.resets.incrementAndGet();
		}

		@Override
		public void tick(ClusterConnection connection, Set<String> live) {
			this.lives.add(live);
		}

	}

}
