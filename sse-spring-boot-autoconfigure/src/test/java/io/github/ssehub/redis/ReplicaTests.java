package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
			CompletableFuture<?> later;
			try {
				assertThatExceptionOfType(SsePublishUncertainException.class)
					.isThrownBy(() -> node.hub().broadcast("behind", "uncertain"))
					.withMessageContaining("within PT3S");
				assertThat(stream.readUpTo("uncertain")).as("Redis has it").containsExactly("uncertain");
				later = node.hub().broadcastAsync("behind", "late").toCompletableFuture();
				assertThat(stream.readUpTo("late")).containsExactly("late");
				assertThat(later).as("no replica has it").isNotDone();
			}
			finally {
				replica.unfreeze();
			}
			assertThat(later).succeedsWithin(Duration.ofSeconds(10));
			node.hub().broadcast("behind", "certain");
			assertThat(stream.readUpTo("certain")).as("Nothing is doubled").containsExactly("certain");
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
