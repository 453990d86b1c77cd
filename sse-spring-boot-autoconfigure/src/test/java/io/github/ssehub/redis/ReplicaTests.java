package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Publishers that wait for replicas ({@code sse.cluster.wait-replicas}).
 */
@Tag("long")
class ReplicaTests {

	private static final TestCluster cluster = new TestCluster();

	private static RedisServer primary;

	private static RedisServer replica;

	private static SwitchingProxy proxy;

	private static Node node;

	@BeforeAll
	static void start() throws IOException {
		primary = RedisServer.start();
		replica = RedisServer.startReplicaOf(primary);
		proxy = new SwitchingProxy(primary.port());
		node = cluster.start(TestServer.Kind.TOMCAT, proxy.port(), "sse.cluster.wait-replicas=1",
				"sse.cluster.publish-timeout=3s");
		node.awaitUp();
	}

	@AfterAll
	static void stop() throws IOException {
		cluster.close();
		proxy.close();
		replica.close();
		primary.close();
	}

	@Test
	void acknowledgedEventShouldBeOnReplica() throws IOException {
		try (TestStream stream = node.open("replicated")) {
			node.hub().broadcast("replicated", "first");
			// Redis tells of what it has taken over, and not of what it has been sent
			assertThat(replica.command("XREVRANGE", "{sse:shop}:log", "+", "-", "COUNT", "1")).contains("first");
			assertThat(stream.readUpTo("first")).containsExactly("first");
		}
	}

	@Test
	void publisherShouldBeToldThatReplicaIsBehind() throws Exception {
		try (TestStream stream = node.open("behind")) {
			replica.freeze();
			try {
				assertThatExceptionOfType(SsePublishUncertainException.class)
					.isThrownBy(() -> node.hub().broadcast("behind", "uncertain"))
					.withMessage("Of 1 replicas of Redis, 0 have an event within PT1.5S");
				assertThat(stream.readUpTo("uncertain")).as("Redis has it").containsExactly("uncertain");
				assertThat(node.journal().status()).matches((status) -> !status.up())
					.extracting(JournalStatus::problem, as(InstanceOfAssertFactories.THROWABLE))
					.hasMessage("Too few replicas of Redis: 0 of 1");
				List<CompletableFuture<String>> all = IntStream.range(0, 2000)
					.mapToObj((i) -> node.hub().broadcastAsync("behind", "event" + i).toCompletableFuture())
					.toList();
				assertThat(stream.readUpTo("event1999")).as("Clients do not wait for replicas").hasSize(2000);
				assertThat(all).allSatisfy((each) -> assertThat(each).failsWithin(Duration.ofSeconds(10))
					.withThrowableOfType(ExecutionException.class)
					.withCauseInstanceOf(SsePublishUncertainException.class));
			}
			finally {
				replica.unfreeze();
			}
			awaitReplica();
			node.hub().broadcast("behind", "certain");
			assertThat(stream.readUpTo("certain")).as("Nothing is doubled")
				.containsOnlyOnce("certain")
				.doesNotContain("event1");
			assertThat(node.journal().status().up()).isTrue();
		}
	}

	// As soon as a publisher is told that a replica has its event
	private static void awaitReplica() {
		await().atMost(Duration.ofSeconds(20))
			.ignoreException(SsePublishUncertainException.class)
			.until(() -> node.hub().broadcast("other", "probe") != null);
	}

	@Test
	void refusalOfRedisToWaitShouldBeTold() throws Exception {
		try (TestStream stream = node.open("refused")) {
			primary.command("ACL", "SETUSER", "default", "-wait");
			try {
				assertThatExceptionOfType(SsePublishUncertainException.class)
					.isThrownBy(() -> node.hub().broadcast("refused", "event"))
					.withMessageContaining("NOPERM");
				assertThat(node.journal().status().up()).isFalse();
			}
			finally {
				primary.command("ACL", "SETUSER", "default", "+wait");
			}
			node.hub().broadcast("refused", "next");
			assertThat(stream.readUpTo("next")).containsExactly("event", "next");
		}
	}

	// The event has been read, and nobody has told whether a replica has it
	@Test
	void eventWhoseConnectionBreaksMeanwhileShouldBeAcknowledgedByTheNext() throws Exception {
		try (TestStream stream = node.open("broken")) {
			replica.freeze();
			CompletableFuture<?> published;
			try {
				published = node.hub().broadcastAsync("broken", "once").toCompletableFuture();
				assertThat(stream.readUpTo("once")).containsExactly("once");
				proxy.closeLinks();
			}
			finally {
				replica.unfreeze();
			}
			assertThat(published).succeedsWithin(Duration.ofSeconds(10));
			node.hub().broadcast("broken", "next");
			assertThat(stream.readUpTo("next")).as("Nothing is doubled").containsExactly("next");
		}
	}

}
