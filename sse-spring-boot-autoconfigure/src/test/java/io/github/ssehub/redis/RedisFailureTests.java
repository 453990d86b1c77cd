package io.github.ssehub.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.actuate.ClusterHealthIndicator;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * What publishers and clients of a cluster see when its Redis fails: what was
 * acknowledged reaches all nodes, or all are told that it is lost.
 */
@Tag("long")
class RedisFailureTests {

	private static final String LOG = "{sse:" + TestCluster.NAME + "}:log";

	private static RedisServer redis;

	private static TestCluster cluster;

	private static Node a;

	private static Node b;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		cluster = new TestCluster();
		a = cluster.start(TestServer.Kind.TOMCAT, redis, "sse.cluster.publish-timeout=1500ms");
		b = cluster.start(TestServer.Kind.TOMCAT, redis, "sse.cluster.publish-timeout=1500ms");
	}

	@AfterAll
	static void stop() {
		if (redis != null) {
			cluster.close();
			redis.close();
		}
	}

	// A test that fails is to fail alone
	@BeforeEach
	void awaitUp() {
		redis.ensureUp();
		cluster.awaitUp();
	}

	@Test
	void redisGoneShouldMakePublishingUnavailableAndKeepStreamsOpen() throws Exception {
		try (TestStream onA = a.open("gone"); TestStream onB = b.open("gone")) {
			String before = a.hub().broadcast("gone", "before");
			assertThat(onB.readUpTo("before")).as("both nodes have it").containsExactly("before");
			redis.kill();
			assertThatExceptionOfType(RuntimeException.class).as("the first may have been on its way")
				.isThrownBy(() -> a.hub().broadcast("gone", "lost"))
				.isInstanceOfAny(SseUnavailableException.class, SsePublishUncertainException.class);
			assertThatExceptionOfType(SseUnavailableException.class)
				.isThrownBy(() -> a.hub().broadcast("gone", "lost"));
			assertThat(health(a)).isEqualTo(Status.DOWN);
			try (TestStream resumed = b.open("gone", "Last-Event-ID: " + before)) {
				assertThat(resumed.id).as("can be resolved").isEqualTo(before);
			}
			try (SseTestClient later = b.server.open("/rooms/gone", "Last-Event-ID: " + next(before))) {
				assertThat(later.status()).isEqualTo(200);
				assertThat(later.readRest()).as("cannot be resolved").isEqualTo(":\nretry: 3000\n");
			}
			redis.restart();
			cluster.awaitUp();
			assertThat(health(a)).isEqualTo(Status.UP);
			a.hub().broadcast("gone", "after");
			assertThat(onA.readUpTo("after")).containsExactly("before", "after");
			assertThat(onB.readUpTo("after")).containsExactly("after");
		}
	}

	private static Status health(Node node) {
		return node.server.bean(ClusterHealthIndicator.class).health().getStatus();
	}

	private static String next(String id) {
		return a.journal().ids().format(a.journal().ids().parse(id) + 1);
	}

	@Test
	void sigstopShouldBeOnlyLateIfItIsShort() throws Exception {
		try (TestStream onA = a.open("stopped"); TestStream onB = b.open("stopped")) {
			redis.freeze();
			FutureTask<String> published = run(() -> a.hub().broadcast("stopped", "late"));
			await().until(() -> a.journal().status().inFlight() == 1);
			assertThat(published).isNotDone();
			redis.unfreeze();
			published.get(10, TimeUnit.SECONDS);
			a.hub().broadcast("stopped", "after");
			assertThat(onA.readUpTo("after")).containsExactly("late", "after");
			assertThat(onB.readUpTo("after")).containsExactly("late", "after");
		}
	}

	@Test
	void sigstopShouldNotDoubleWhatWasOnItsWay() throws Exception {
		try (TestStream onA = a.open("frozen"); TestStream onB = b.open("frozen")) {
			redis.freeze();
			assertThatExceptionOfType(SsePublishUncertainException.class)
				.isThrownBy(() -> a.hub().broadcast("frozen", "doubtful"));
			FutureTask<String> published = run(() -> a.hub().broadcast("frozen", "late"));
			await().until(() -> !a.journal().status().up());
			assertThat(published).isNotDone();
			redis.unfreeze();
			published.get(10, TimeUnit.SECONDS);
			a.hub().broadcast("frozen", "after");
			List<String> read = onA.readUpTo("after");
			assertThat(read).containsSubsequence("late", "after").doesNotHaveDuplicates().doesNotContain("sse-gap");
			assertThat(onB.readUpTo("after")).isEqualTo(read);
		}
	}

	@Test
	void killWithAppendfsyncAlwaysShouldLoseNothing() throws Exception {
		try (TestStream onA = a.open("killed"); TestStream onB = b.open("killed")) {
			List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
			AtomicBoolean stopped = new AtomicBoolean();
			List<FutureTask<Boolean>> publishers = new ArrayList<>();
			for (Node node : List.of(a, b)) {
				for (int i = 0; i < 3; i++) {
					String name = node.server.port() + "-" + i + "-";
					publishers.add(run(() -> {
						for (int j = 0; !stopped.get(); j++) {
							node.hub().broadcast("killed", name + j);
							acknowledged.add(name + j);
						}
						return true;
					}));
				}
			}
			for (int i = 0; i < 3; i++) {
				int before = acknowledged.size();
				await().until(() -> acknowledged.size() > before + 50);
				redis.kill();
				redis.restart();
				cluster.awaitUp();
			}
			stopped.set(true);
			for (FutureTask<Boolean> publisher : publishers) {
				assertThat(publisher.get(20, TimeUnit.SECONDS)).as("all were acknowledged, after a pause").isTrue();
			}
			a.hub().broadcast("killed", "last");
			List<String> read = onA.readUpTo("last");
			assertThat(read).doesNotHaveDuplicates().doesNotContain("sse-gap").containsAll(acknowledged);
			assertThat(onB.readUpTo("last")).isEqualTo(read);
		}
	}

	@Test
	void killWithAppendfsyncEverysecShouldTellOneGapEverywhereForWhatIsLost() throws Exception {
		try (TestStream onA = a.open("everysec"); TestStream onB = b.open("everysec")) {
			a.hub().broadcast("everysec", "kept");
			a.hub().broadcast("everysec", "forgotten");
			assertThat(onB.readUpTo("forgotten")).containsExactly("kept", "forgotten");
			String lost = onB.id;
			redis.kill();
			redis.loseEnd(40);
			redis.restart();
			cluster.awaitUp();
			a.hub().broadcast("everysec", "after");
			assertThat(onA.readUpTo("after")).containsExactly("kept", "forgotten", "sse-gap", "after");
			assertThat(onB.readUpTo("after")).containsExactly("sse-gap", "after");
			try (TestStream resumed = b.open("everysec", "Last-Event-ID: " + onB.id)) {
				a.hub().broadcast("everysec", "more");
				assertThat(resumed.readUpTo("more")).as("told once").containsExactly("more");
			}
			try (SseTestClient resumed = a.server.open("/rooms/everysec", "Last-Event-ID: " + lost)) {
				assertThat(resumed.readBlock()).as("of the history that is gone").contains("event: sse-open");
				assertThat(resumed.readBlock()).contains("event: sse-gap");
			}
		}
	}

	@Test
	void flushallShouldTellOneGapEverywhere() throws Exception {
		try (TestStream onA = a.open("flushed"); TestStream onB = b.open("flushed")) {
			a.hub().broadcast("flushed", "before");
			assertThat(onB.readUpTo("before")).containsExactly("before");
			redis.command("FLUSHALL");
			a.hub().broadcast("flushed", "after");
			b.hub().broadcast("flushed", "last");
			assertThat(onA.readUpTo("last")).containsExactly("before", "sse-gap", "after", "last");
			assertThat(onB.readUpTo("last")).containsExactly("sse-gap", "after", "last");
			assertThat(b.journal().status().losses()).isPositive();
		}
	}

	@Test
	void emptyRestartShouldTellOneGapEverywhere() throws Exception {
		try (TestStream onA = a.open("emptied"); TestStream onB = b.open("emptied")) {
			a.hub().broadcast("emptied", "before");
			assertThat(onB.readUpTo("before")).containsExactly("before");
			redis.kill();
			redis.loseAll();
			redis.restart();
			assertThat(onA.readUpTo("sse-gap")).as("without anything published").containsExactly("before", "sse-gap");
			assertThat(onB.readUpTo("sse-gap")).containsExactly("sse-gap");
			cluster.awaitUp();
			a.hub().broadcast("emptied", "after");
			assertThat(onA.readUpTo("after")).containsExactly("after");
			assertThat(onB.readUpTo("after")).containsExactly("after");
		}
	}

	@Test
	void stateEvictedShouldTellOneGapEverywhere() throws Exception {
		try (TestStream onA = a.open("evicted"); TestStream onB = b.open("evicted")) {
			a.hub().broadcast("evicted", "before");
			redis.command("DEL", "{sse:" + TestCluster.NAME + "}:meta");
			a.hub().broadcast("evicted", "after");
			assertThat(onA.readUpTo("after")).containsExactly("before", "sse-gap", "after");
			assertThat(onB.readUpTo("after")).containsExactly("before", "sse-gap", "after");
		}
	}

	@Test
	void streamDeletedUnderABlockedReadShouldLoseNothingThatWasRead() throws Exception {
		try (TestStream onA = a.open("deleted"); TestStream onB = b.open("deleted")) {
			a.hub().broadcast("deleted", "before");
			assertThat(onB.readUpTo("before")).containsExactly("before");
			cluster.awaitUp();
			redis.command("DEL", LOG);
			a.hub().broadcast("deleted", "after");
			assertThat(onA.readUpTo("after")).containsExactly("before", "after");
			assertThat(onB.readUpTo("after")).containsExactly("after");
		}
	}

	@Test
	void positionTrimmedShouldTellGapOnThatNode() throws Exception {
		try (TestStream onA = a.open("trimmed"); TestStream onB = b.open("trimmed")) {
			b.journal().stop();
			for (int i = 0; i < 5; i++) {
				a.hub().broadcast("trimmed", "event");
			}
			a.hub().broadcast("trimmed", "kept");
			redis.command("XTRIM", LOG, "MAXLEN", "1");
			b.journal().run();
			assertThat(onB.readUpTo("kept")).containsExactly("sse-gap", "kept");
			assertThat(onA.readUpTo("kept")).hasSize(6).doesNotContain("sse-gap");
		}
	}

	@Test
	void positionTrimmedShouldTellGapIfNothingComesBehind() throws Exception {
		try (TestStream onB = b.open("trimmed-all")) {
			b.journal().stop();
			a.hub().broadcast("trimmed-all", "event");
			redis.command("XTRIM", LOG, "MAXLEN", "0");
			b.journal().run();
			assertThat(onB.readUpTo("sse-gap")).containsExactly("sse-gap");
		}
	}

	@Test
	void outOfMemoryShouldMakePublishingUnavailableAndTellClientsNothing() throws Exception {
		try (TestStream onA = a.open("memory"); TestStream onB = b.open("memory")) {
			redis.command("CONFIG", "SET", "maxmemory", "1");
			assertThatExceptionOfType(SseUnavailableException.class)
				.isThrownBy(() -> a.hub().broadcast("memory", "refused"))
				.withMessageContaining("OOM");
			assertThat(a.journal().status().up()).isFalse();
			redis.command("CONFIG", "SET", "maxmemory", "0");
			a.hub().broadcast("memory", "after");
			a.awaitUp();
			assertThat(onA.readUpTo("after")).containsExactly("after");
			assertThat(onB.readUpTo("after")).containsExactly("after");
		}
	}

	@Test
	void refusalShouldBeOverOnceRedisTakesWhatANodeTellsIt() {
		redis.command("CONFIG", "SET", "maxmemory", "1");
		assertThatExceptionOfType(SseUnavailableException.class)
			.isThrownBy(() -> a.hub().broadcast("memory", "refused"));
		redis.command("CONFIG", "SET", "maxmemory", "0");
		assertThat(health(a)).isEqualTo(Status.DOWN);
		redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
		a.awaitUp();
		assertThat(health(a)).as("without anything published").isEqualTo(Status.UP);
	}

	@Test
	void redisDownAtStartShouldHaveClientsComeBackLater() throws Exception {
		try (RedisServer late = RedisServer.start(); TestCluster lateCluster = new TestCluster()) {
			late.kill();
			Node node = lateCluster.start(TestServer.Kind.TOMCAT, late, "sse.cluster.publish-timeout=300ms");
			assertThatExceptionOfType(SseUnavailableException.class)
				.isThrownBy(() -> node.hub().broadcast("late", "lost"));
			try (SseTestClient client = node.server.open("/rooms/late")) {
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.readRest()).isEqualTo(":\nretry: 3000\n");
			}
			assertThat(node.journal().status().up()).isFalse();
			late.restart();
			node.awaitUp();
			try (TestStream stream = node.open("late")) {
				node.hub().broadcast("late", "hi");
				assertThat(stream.next()).isEqualTo("hi");
			}
		}
	}

	@Test
	void connectionsKilledShouldNotDoubleOrLoseEvents() throws Exception {
		try (TestStream onA = a.open("cut"); TestStream onB = b.open("cut")) {
			AtomicBoolean stopped = new AtomicBoolean();
			AtomicInteger published = new AtomicInteger();
			FutureTask<Integer> publisher = run(() -> {
				while (!stopped.get()) {
					a.hub().broadcast("cut", String.valueOf(published.get()));
					published.incrementAndGet();
				}
				return published.get();
			});
			for (int i = 0; i < 10; i++) {
				int before = published.get();
				await().until(() -> published.get() > before + 10);
				redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
			}
			stopped.set(true);
			int count = publisher.get(20, TimeUnit.SECONDS);
			assertThatNoException().isThrownBy(() -> a.hub().broadcast("cut", "last"));
			List<String> read = onA.readUpTo("last");
			assertThat(read).hasSize(count + 1).doesNotHaveDuplicates();
			assertThat(onB.readUpTo("last")).isEqualTo(read);
		}
	}

	private static <T> FutureTask<T> run(Callable<T> action) {
		FutureTask<T> task = new FutureTask<>(action);
		Thread thread = new Thread(task, "publisher");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

}
