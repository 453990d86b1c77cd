package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.presence.PresenceSink;
import io.github.ssehub.redis.RedisPresence.Reading;
import io.github.ssehub.support.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is in which room on nodes that share a Redis, whatever becomes of it and them.
 */
@Tag("long")
class RedisPresenceStoreTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final NodeTimes TIMES = new NodeTimes(Duration.ofMillis(100), Duration.ofSeconds(4),
			Duration.ofMillis(500));

	private final String cluster = TestRedis.newCluster();

	private final RedisServer redis = RedisServer.start();

	private final List<Node> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach((node) -> node.cluster.stop());
		this.redis.close();
	}

	@Test
	void shouldKnowWhoIsOnAnyNode() {
		Node first = start();
		Node second = start();
		first.store.follow("lobby", true);
		first.store.set("lobby", "alice", true);
		second.store.set("lobby", "bob", true);
		second.store.set("other", "bob", true);
		first.awaitMembers("lobby", "alice", "bob");
		second.awaitMembers("lobby", "alice", "bob");
		second.awaitMembers("other", "bob");
		first.awaitSeen("lobby", "bob");
		second.store.set("lobby", "bob", false);
		first.awaitSeen("lobby");
		second.awaitMembers("lobby", "alice");
		assertThat(first.calls).containsExactly("+lobby alice");
		assertThat(second.calls).containsExactly("+lobby bob", "+other bob", "-lobby bob");
		assertThat(first.seen).containsOnlyKeys("lobby");
	}

	@Test
	void shouldSeeWhoIsElsewhere() {
		Node first = start();
		Node second = start();
		first.store.follow("lobby", true);
		first.store.set("lobby", "bob", true);
		first.awaitMembers("lobby", "bob");
		first.awaitSeen("lobby");
		second.store.set("lobby", "bob", true);
		first.awaitSeen("lobby", "bob");
		second.store.set("lobby", "bob", false);
		first.awaitSeen("lobby");
		first.awaitMembers("lobby", "bob");
	}

	@Test
	void shouldTellOfNobodyWhoMoves() {
		Node first = start();
		Node second = start();
		first.store.set("lobby", "bob", true);
		first.awaitMembers("lobby", "bob");
		second.store.set("lobby", "bob", true);
		second.store.set("marker", "m", true);
		first.awaitMembers("marker", "m");
		first.store.set("lobby", "bob", false);
		first.store.set("marker", "n", true);
		first.awaitMembers("marker", "m", "n");
		first.awaitMembers("lobby", "bob");
		assertThat(first.calls).containsExactly("+lobby bob", "+marker n");
		assertThat(second.calls).containsExactly("+marker m");
	}

	@Test
	void shouldLetOneNodeTellWhoWasOnOneThatDied() throws Exception {
		try (SwitchingProxy proxy = new SwitchingProxy(this.redis.port())) {
			Node first = start();
			Node second = start();
			Node dying = start(proxy.port());
			first.store.follow("lobby", true);
			dying.store.set("lobby", "bob", true);
			dying.store.set("lobby", "both", true);
			// More than is swept at once
			IntStream.range(0, 130).forEach((i) -> dying.store.set("room" + i, "bob", true));
			first.awaitSeen("lobby", "bob", "both");
			second.store.set("lobby", "both", true);
			second.store.set("marker", "bob", true);
			first.awaitMembers("marker", "bob");
			await().until(() -> first.store.members("room129").contains("bob"));
			proxy.close();
			first.awaitSeen("lobby", "both");
			await().atMost(LONG).until(() -> first.calls.size() + second.calls.size() == 132);
			assertThat(IntStream.range(0, 130).mapToObj((i) -> "-room" + i + " bob"))
				.allMatch((call) -> first.calls.contains(call) != second.calls.contains(call));
			assertThat(first.calls.contains("-lobby bob") != second.calls.contains("-lobby bob")).isTrue();
			await().untilAsserted(() -> assertThat(keys()).doesNotContain("rooms:" + dying.cluster.id()));
		}
	}

	@Test
	void shouldGiveTheClientsOfANodeThatIsStoppedTimeToMove() {
		Node first = start();
		Node leaving = start();
		leaving.store.set("lobby", "bob", true);
		leaving.store.set("lobby", "carol", true);
		first.awaitMembers("lobby", "bob", "carol");
		leaving.cluster.stop();
		first.store.set("lobby", "bob", true);
		first.awaitMembers("lobby", "bob");
		await().untilAsserted(() -> assertThat(first.calls).containsExactly("-lobby carol"));
	}

	@Test
	void shouldBeRightAgainWhereRedisHasLostEverything() {
		Node first = start();
		Node second = start();
		first.store.follow("lobby", true);
		first.store.set("lobby", "alice", true);
		second.store.set("lobby", "bob", true);
		first.awaitSeen("lobby", "bob");
		first.history.clear();
		this.redis.command("FLUSHALL");
		first.awaitMembers("lobby", "alice", "bob");
		second.store.set("lobby", "carol", true);
		first.awaitSeen("lobby", "bob", "carol");
		assertThat(first.history).as("nobody has left").allMatch((seen) -> seen.contains("bob"));
	}

	@Test
	void shouldBeRightAgainWhereRedisComesBackEmpty() {
		Node first = start();
		Node second = start();
		first.store.follow("lobby", true);
		first.store.set("lobby", "alice", true);
		second.store.set("lobby", "bob", true);
		first.awaitSeen("lobby", "bob");
		this.redis.kill();
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> first.store.members("lobby"));
		second.store.set("lobby", "bob", false);
		second.store.set("lobby", "dave", true);
		first.store.set("lobby", "carol", true);
		this.redis.loseAll();
		this.redis.restart();
		first.awaitMembers("lobby", "alice", "carol", "dave");
		first.awaitSeen("lobby", "dave");
		second.awaitMembers("lobby", "alice", "carol", "dave");
	}

	@Test
	void shouldTakeBackWhatRedisHasGoneBackTo() {
		Node node = start();
		node.store.set("lobby", "alice", true);
		node.awaitMembers("lobby", "alice");
		this.redis.command("HSET", prefix() + "presence:lobby", "ghost", node.cluster.id());
		this.redis.command("HSET", prefix() + "rooms:" + node.cluster.id(), "lobby", "2");
		node.awaitMembers("lobby", "alice", "ghost");
		this.redis.command("CLIENT", "KILL", "TYPE", "normal");
		node.awaitMembers("lobby", "alice");
	}

	@Test
	void shouldSayThatItIsAliveWhileThereIsMuchToDo() {
		// As if each command took long
		Node node = start(this.redis.port(), Duration.ZERO);
		node.store.set("lobby", "alice", true);
		node.awaitMembers("lobby", "alice");
		IntStream.range(0, 30).forEach((i) -> isIn("room" + i, node.cluster.id(), "ghost"));
		IntStream.range(0, 130).forEach((i) -> node.store.follow("room" + i, true));
		await().atMost(LONG).until(() -> node.seen.size() == 130);
		int before = node.ticks.get();
		this.redis.command("CLIENT", "KILL", "TYPE", "normal");
		await().atMost(LONG).until(() -> node.calls.size() == 31);
		assertThat(IntStream.range(0, 30).mapToObj((i) -> "-room" + i + " ghost")).allMatch(node.calls::contains);
		assertThat(node.ticks.get() - before).as("times at which the thread was free").isGreaterThanOrEqualTo(30);
		node.awaitSeen("room29");
		node.awaitMembers("lobby", "alice");
	}

	@Test
	void shouldNotKeepRedisFromOthersWhereRoomsAreLarge() {
		String[] members = IntStream.range(0, 3000).mapToObj((i) -> "member" + i).toArray(String[]::new);
		List<Map.Entry<String, String>> rooms = Stream.of("a", "b", "c").map((room) -> Map.entry(room, "")).toList();
		rooms.forEach((room) -> isIn(room.getKey(), "large", members));
		this.redis.command("ZADD", prefix() + "nodes", String.valueOf(System.currentTimeMillis() + 60_000), "large");
		Node node = create(this.redis.port(), Duration.ofMillis(100));
		Reading reading = node.cluster.ask((connection) -> new RedisPresence(connection).read(rooms, ""));
		assertThat(reading.count()).isEqualTo(2);
		assertThat(reading.rooms()).hasSize(2).allMatch((room) -> room.members().size() == members.length);
		this.redis.command("ZREM", prefix() + "nodes", "large");
		List<String> left = new ArrayList<>();
		assertThat(sweep(node, left)).isTrue();
		assertThat(left).hasSize(2 * members.length);
		assertThat(sweep(node, left)).isFalse();
		assertThat(left).hasSize(3 * members.length);
		assertThat(keys()).isEqualTo(prefix() + "nodes");
	}

	private static boolean sweep(Node node, List<String> left) {
		return node.cluster
			.ask((connection) -> new RedisPresence(connection).sweep((room, member) -> left.add(room + member)));
	}

	private void isIn(String room, String node, String... members) {
		List<String> command = new ArrayList<>(List.of("HSET", prefix() + "presence:" + room, "", "1"));
		List.of(members).forEach((member) -> command.addAll(List.of(member, node)));
		this.redis.command(command.toArray(String[]::new));
		this.redis.command("HSET", prefix() + "rooms:" + node, room, String.valueOf(members.length));
		this.redis.command("SADD", prefix() + "present", node);
	}

	@Test
	void shouldBeRightAgainWhereMoreHasChangedThanIsKept() {
		Node node = start();
		node.store.set("lobby", "alice", true);
		node.awaitMembers("lobby", "alice");
		this.redis.command("CONFIG", "SET", "min-replicas-to-write", "1");
		node.store.set("lobby", "alice", false);
		node.store.set("lobby", "bob", true);
		for (int i = 0; i < OwnMembers.MAX_UNSAID + 10; i++) {
			node.store.set("lobby", "stranger" + i, true);
			node.store.set("lobby", "stranger" + i, false);
		}
		this.redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
		node.awaitMembers("lobby", "bob");
		assertThat(node.calls).startsWith("+lobby alice").hasSize(3).contains("+lobby bob", "-lobby alice");
	}

	@Test
	void shouldLeaveNothingBehind() {
		Node node = start();
		node.store.set("lobby", "alice", true);
		node.store.set("lobby", "bob", true);
		node.awaitMembers("lobby", "alice", "bob");
		node.store.set("lobby", "alice", false);
		node.store.set("lobby", "bob", false);
		node.awaitMembers("lobby");
		assertThat(keys()).isEqualTo(prefix() + "nodes");
	}

	private String keys() {
		return this.redis.command("KEYS", "*");
	}

	private String prefix() {
		return "{sse:" + this.cluster + "}:";
	}

	private Node start() {
		return start(this.redis.port());
	}

	private Node start(int port) {
		return start(port, Duration.ofMillis(100));
	}

	private Node start(int port, Duration share) {
		Node node = create(port, share);
		node.store.start(node);
		node.store.wake();
		return node;
	}

	// Does nothing of its own accord
	private Node create(int port, Duration share) {
		Node node = new Node(new ClusterNodes(TestRedis.settings(this.cluster, TestRedis.PUBLISH_TIMEOUT),
				TestRedis.connectionFactory(port), TIMES), share);
		this.nodes.add(node);
		return node;
	}

	private static final class Node implements PresenceSink {

		private final ClusterNodes cluster;

		private final RedisPresenceStore store;

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

		private final List<Set<String>> history = new CopyOnWriteArrayList<>();

		private final AtomicInteger ticks = new AtomicInteger();

		Node(ClusterNodes cluster, Duration share) {
			this.cluster = cluster;
			this.store = new RedisPresenceStore(cluster, share);
			cluster.add((connection, live) -> this.ticks.incrementAndGet());
		}

		void awaitMembers(String room, String... members) {
			await().atMost(LONG)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(this.store.members(room)).containsExactlyInAnyOrder(members));
		}

		void awaitSeen(String room, String... members) {
			await().atMost(LONG)
				.untilAsserted(
						() -> assertThat(this.seen.getOrDefault(room, Set.of())).containsExactlyInAnyOrder(members));
		}

		@Override
		public void members(String room, Set<String> members) {
			this.seen.put(room, new TreeSet<>(members));
			this.history.add(members);
		}

		@Override
		public void joined(String room, String member) {
			this.calls.add("+" + room + " " + member);
		}

		@Override
		public void left(String room, String member) {
			this.calls.add("-" + room + " " + member);
		}

	}

}
