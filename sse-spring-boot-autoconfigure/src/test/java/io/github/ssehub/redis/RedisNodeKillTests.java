package io.github.ssehub.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.NodeProcess;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.RemotePublisher;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients see when their node is killed.
 */
@Tag("long")
class RedisNodeKillTests {

	private static final int BEFORE = 50;

	@Test
	void clientShouldResumeOnAnotherNodeAndLoseNothing() throws Exception {
		try (RedisServer redis = RedisServer.start();
				NodeProcess killed = NodeProcess.start(TestServer.Kind.TOMCAT, TestCluster.Application.class,
						TestCluster.properties(redis.port()));
				TestCluster cluster = new TestCluster()) {
			Node b = cluster.start(TestServer.Kind.TOMCAT, redis);
			Node c = cluster.start(TestServer.Kind.JETTY, redis);
			cluster.awaitUp();
			try {
				killWhilePublishing(killed, b, c);
			}
			catch (Throwable ex) {
				ex.addSuppressed(new IllegalStateException("Output of the node: " + killed.output()));
				throw ex;
			}
		}
	}

	private static void killWhilePublishing(NodeProcess killed, Node b, Node c) throws Exception {
		try (TestStream onA = new TestStream(SseTestClient.get(killed.port(), "/rooms/room"));
				TestStream onB = b.open("room");
				TestStream other = c.open("other")) {
			List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
			AtomicBoolean stopped = new AtomicBoolean();
			FutureTask<Integer> byB = run(() -> {
				int i = 0;
				for (; !stopped.get(); i++) {
					b.hub().broadcast("room", "b" + i);
					acknowledged.add("b" + i);
				}
				return i;
			});
			FutureTask<Integer> byA = run(() -> {
				int i = 0;
				while (publish(killed.port(), "a" + i)) {
					acknowledged.add("a" + i);
					i++;
				}
				return i;
			});
			List<String> read = new ArrayList<>();
			while (read.size() < BEFORE) {
				addNext(onA, read);
			}
			killed.kill();
			readRest(onA, read);
			int size = acknowledged.size();
			await().until(() -> acknowledged.size() > size + BEFORE);
			try (TestStream resumed = c.open("room", "Last-Event-ID: " + onA.id)) {
				int count = byA.get(20, TimeUnit.SECONDS);
				stopped.set(true);
				byB.get(20, TimeUnit.SECONDS);
				b.hub().broadcast(List.of("room", "other"), "last");
				read.addAll(resumed.readUpTo("last"));
				assertThat(read).doesNotHaveDuplicates().doesNotContain("sse-gap").containsAll(acknowledged);
				assertThat(onB.readUpTo("last")).as("on all nodes").isEqualTo(read);
				assertThat(read).as("at most the one that was on its way").doesNotContain("a" + (count + 1));
				assertThat(other.readUpTo("last")).as("in all rooms or in none")
					.isEqualTo(read.stream().filter((event) -> !event.startsWith("b")).toList());
			}
		}
	}

	// Whether it is acknowledged
	private static boolean publish(int port, String data) {
		try {
			RemotePublisher.publish(port, List.of("room", "other"), "", data);
			return true;
		}
		catch (SseUnavailableException | SsePublishUncertainException ex) {
			return false;
		}
	}

	private static void addNext(TestStream stream, List<String> events) throws IOException {
		String event = stream.next();
		if (!event.equals("sse-position")) {
			events.add(event);
		}
	}

	// What has come through before the connection breaks
	private static void readRest(TestStream stream, List<String> events) {
		try {
			while (true) {
				addNext(stream, events);
			}
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			// The end, orderly or not
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
