package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.redis.TestCluster.Application;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Two nodes that are one hub to clients.
 */
class ClusterTests {

	private static RedisServer redis;

	private static TestCluster cluster;

	private static Node a;

	private static Node b;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		cluster = new TestCluster();
		a = cluster.start(TestServer.Kind.TOMCAT, redis);
		b = cluster.start(TestServer.Kind.JETTY, redis);
	}

	@AfterAll
	static void stop() {
		if (redis != null) {
			cluster.close();
			redis.close();
		}
	}

	@Test
	void shouldBroadcastToStreamsOfAllNodes() throws IOException {
		try (TestStream onA = a.open("all"); TestStream onB = b.open("all")) {
			String id = a.hub().broadcast("all", "hi");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.next()).isEqualTo("hi");
				assertThat(stream.id).isEqualTo(id);
			}
		}
	}

	@Test
	void shouldHaveOneOrderOnAllNodes() throws Exception {
		try (TestStream onA = a.open("order"); TestStream onB = b.open("order")) {
			List<Thread> publishers = new ArrayList<>();
			for (Node node : List.of(a, b)) {
				for (int i = 0; i < 2; i++) {
					String name = node.server.port() + "-" + i + "-";
					Thread publisher = new Thread(() -> {
						for (int j = 0; j < 50; j++) {
							node.hub().broadcast("order", name + j);
						}
					});
					publisher.start();
					publishers.add(publisher);
				}
			}
			for (Thread publisher : publishers) {
				publisher.join();
			}
			a.hub().broadcast("order", "last");
			List<String> read = onA.readUpTo("last");
			assertThat(read).hasSize(201).doesNotHaveDuplicates();
			assertThat(onB.readUpTo("last")).isEqualTo(read);
		}
	}

	@Test
	void shouldResumeOnAnotherNode() throws IOException {
		String id;
		try (TestStream onA = a.open("resume")) {
			a.hub().broadcast("resume", "one");
			onA.next();
			id = onA.id;
		}
		a.hub().broadcast("resume", "two");
		try (TestStream onB = b.open("resume", "Last-Event-ID: " + id)) {
			assertThat(onB.id).isEqualTo(id);
			assertThat(onB.next()).isEqualTo("two");
		}
	}

	@Test
	void shouldResumeOnAnotherNodeAtOnce() throws IOException {
		for (int i = 0; i < 50; i++) {
			String id = a.hub().broadcast("at-once", String.valueOf(i));
			try (SseTestClient client = b.server.open("/rooms/at-once", "Last-Event-ID: " + id)) {
				assertThat(client.readBlock()).contains("event: sse-open").endsWith("id: " + id + "\n");
			}
		}
	}

	@Test
	void shouldResumeOnAnotherNodeFromAnIdOfTheApplication() throws IOException {
		for (int i = 0; i < 20; i++) {
			a.hub().broadcast("own", SseEvent.builder().id("order " + i).data("x").build());
			try (SseTestClient client = b.server.open("/rooms/own", "Last-Event-ID: order " + i)) {
				assertThat(client.readBlock()).contains("event: sse-open").endsWith("id: order " + i + "\n");
			}
		}
	}

	@Test
	void shouldTellGapForAnIdThatNobodyHasGivenOut() throws IOException {
		String position = a.hub().position();
		String beyond = position.substring(0, position.indexOf('-') + 1)
				+ Long.toString(a.journal().ids().parse(position) + 1_000_000_000, 36);
		try (SseTestClient client = b.server.open("/rooms/beyond", "Last-Event-ID: " + beyond)) {
			assertThat(client.readBlock()).contains("event: sse-gap").contains("\"unknown\"");
		}
	}

	@Test
	void shouldReplayOnANodeThatStartsLater() throws IOException {
		String id = a.hub().broadcast("later", "one");
		a.hub().broadcast("later", "two");
		b.hub().broadcast("later", "three");
		try (TestCluster late = new TestCluster();
				TestStream stream = late.start(TestServer.Kind.TOMCAT, redis).open("later", "Last-Event-ID: " + id)) {
			assertThat(stream.next()).isEqualTo("two");
			assertThat(stream.next()).isEqualTo("three");
		}
	}

	@Test
	void shouldCloseRoomOnAllNodesBehindItsEvents() throws IOException {
		try (TestStream onA = a.open("closed"); TestStream onB = b.open("closed")) {
			a.hub().broadcast("closed", "last");
			b.hub().close("closed");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.next()).isEqualTo("last");
				assertThat(stream.client.readBlock()).isNull();
			}
		}
		assertThat(a.hub().rooms()).doesNotContain("closed");
	}

	@Test
	void shouldSendToUserOnAllNodesInOrder() throws IOException {
		try (TestStream onA = a.open("sent", "X-User: ann");
				TestStream onB = b.open("sent", "X-User: ann");
				TestStream other = b.open("sent", "X-User: bob")) {
			a.hub().broadcast("sent", "before");
			assertThat(a.hub().sendToUser("ann", "direct")).as("of this node").isEqualTo(1);
			a.hub().broadcast("sent", "after");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.readUpTo("after")).containsExactly("before", "direct", "after");
			}
			assertThat(other.readUpTo("after")).containsExactly("before", "after");
		}
	}

	@Test
	void shouldDisconnectUserOnAllNodes() throws IOException {
		try (TestStream onA = a.open("kicked", "X-User: cyd"); TestStream onB = b.open("kicked", "X-User: cyd")) {
			assertThat(a.hub().disconnectUser("cyd")).as("of this node").isEqualTo(1);
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.next()).isEqualTo("sse-end");
				assertThat(stream.client.readBlock()).isNull();
			}
		}
	}

	@Test
	void shouldRefuseAttributesThatOtherNodesMayNotKnow() {
		assertThatIllegalArgumentException().isThrownBy(() -> a.hub()
			.broadcast("attributes", SseEvent.builder().data("x").attribute("since", Duration.ofSeconds(1)).build()))
			.withMessageStartingWith("Attribute 'since' of an event must be a String");
	}

	@Test
	void shouldPublishWithoutWaitingInTheOrderOfTheCalls() throws Exception {
		try (TestStream onB = b.open("async")) {
			List<CompletableFuture<String>> ids = new ArrayList<>();
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				ids.add(a.hub().broadcastAsync("async", String.valueOf(i)).toCompletableFuture());
				expected.add(String.valueOf(i));
			}
			assertThat(onB.readUpTo("999")).isEqualTo(expected);
			assertThat(ids.get(999).get(10, TimeUnit.SECONDS)).isEqualTo(onB.id);
			for (CompletableFuture<String> id : ids) {
				assertThat(a.journal().ids().parse(id.get(10, TimeUnit.SECONDS))).isPositive();
			}
		}
	}

	@Test
	void shouldRunWhatDependsOnAPublicationOnNoThreadOfTheJournal() throws Exception {
		CompletableFuture<String> thread = a.hub()
			.broadcastAsync("async", "x")
			.thenApply((id) -> Thread.currentThread().getName())
			.toCompletableFuture();
		assertThat(thread.get(10, TimeUnit.SECONDS)).doesNotStartWith("sse-");
	}

	@Test
	void shouldRefuseToWaitOnAnEventLoop() throws Exception {
		try (TestStream stream = a.open("publishing-filter")) {
			a.hub().broadcast("publishing-filter", "x");
			assertThat(Application.FAILURES.poll(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class)
				.hasMessage("In a cluster a filter of a stream must not publish and wait");
		}
	}

	@Test
	void shouldHaveOneEpoch() {
		HashSet<String> epochs = new HashSet<>();
		for (Node node : List.of(a, b)) {
			epochs.add(node.hub().position().split("-")[0]);
		}
		assertThat(epochs).hasSize(1);
	}

}
