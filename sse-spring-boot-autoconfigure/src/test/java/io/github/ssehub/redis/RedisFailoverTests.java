package io.github.ssehub.redis;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What publishers and clients see when a replica takes the place of its primary.
 */
@Tag("long")
class RedisFailoverTests {

	private static final TestCluster cluster = new TestCluster();

	private static SwitchingProxy proxyOfA;

	private static SwitchingProxy proxyOfB;

	private static Node a;

	private static Node b;

	private final RedisServer primary = RedisServer.start();

	private final RedisServer replica = RedisServer.startReplicaOf(this.primary);

	// The nodes are used to others each time
	@BeforeEach
	void start() throws IOException {
		if (proxyOfA == null) {
			proxyOfA = new SwitchingProxy(this.primary.port());
			proxyOfB = new SwitchingProxy(this.primary.port());
			a = cluster.start(TestServer.Kind.TOMCAT, proxyOfA.port());
			b = cluster.start(TestServer.Kind.TOMCAT, proxyOfB.port());
		}
		switchTo(this.primary);
		cluster.awaitUp();
	}

	private static void switchTo(RedisServer redis) {
		proxyOfA.switchTo(redis.port());
		proxyOfB.switchTo(redis.port());
	}

	@AfterEach
	void stop() {
		this.replica.close();
		this.primary.close();
		cluster.awaitDown();
	}

	@AfterAll
	static void stopNodes() throws IOException {
		cluster.close();
		if (proxyOfA != null) {
			proxyOfA.close();
			proxyOfB.close();
		}
	}

	@Test
	void laggingReplicaPromotedShouldTellOneGapEverywhere() throws IOException {
		try (TestStream onA = a.open("lagging"); TestStream onB = b.open("lagging")) {
			a.hub().broadcast("lagging", "kept");
			promote();
			a.hub().broadcast("lagging", "forgotten");
			assertThat(onB.readUpTo("forgotten")).containsExactly("kept", "forgotten");
			this.primary.kill();
			cluster.awaitUp();
			b.hub().broadcast("lagging", "after");
			assertThat(onA.readUpTo("after")).containsExactly("kept", "forgotten", "sse-gap", "after");
			assertThat(onB.readUpTo("after")).containsExactly("sse-gap", "after");
		}
	}

	// Another one begins the new history, in which nothing seems to be missing
	@Test
	void lossOfWhatOnlyOneNodeHadShouldBeToldEverywhere() throws IOException {
		try (TestStream onA = a.open("only"); TestStream onB = b.open("only")) {
			b.hub().broadcast("only", "kept");
			assertThat(onA.readUpTo("kept")).containsExactly("kept");
			a.journal().stop();
			promote();
			b.hub().broadcast("only", "forgotten");
			assertThat(onB.readUpTo("forgotten")).containsExactly("kept", "forgotten");
			proxyOfB.holdScripts();
			try {
				this.primary.kill();
				a.journal().run();
				a.awaitUp();
				assertThat(onB.readUpTo("sse-gap")).as("is read before anything is told").containsExactly("sse-gap");
			}
			finally {
				proxyOfB.releaseScripts();
			}
			cluster.awaitUp();
			b.hub().broadcast("only", "after");
			assertThat(onA.readUpTo("after")).containsExactly("sse-gap", "after");
			assertThat(onB.readUpTo("after")).containsExactly("after");
		}
	}

	@Test
	void upToDateReplicaPromotedShouldTellNothing() throws IOException {
		try (TestStream onA = a.open("up-to-date"); TestStream onB = b.open("up-to-date")) {
			a.hub().broadcast("up-to-date", "kept");
			promote();
			this.primary.kill();
			cluster.awaitUp();
			b.hub().broadcast("up-to-date", "after");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.readUpTo("after")).containsExactly("kept", "after");
			}
		}
	}

	// The connections to it stay as healthy as they were
	@Test
	void demotedPrimaryShouldBeLeft() throws IOException {
		try (TestStream onA = a.open("demoted"); TestStream onB = b.open("demoted")) {
			a.hub().broadcast("demoted", "before");
			promote();
			this.primary.command("REPLICAOF", "127.0.0.1", String.valueOf(this.replica.port()));
			a.hub().broadcast("demoted", "after");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.readUpTo("after")).containsExactly("before", "after");
			}
		}
	}

	// Its clients are served on, and nobody tells those that read from it
	@Test
	void primaryThatIsCutOffFromTheOthersShouldBeLeft() throws IOException {
		try (TestStream onA = a.open("cut-off"); TestStream onB = b.open("cut-off")) {
			a.hub().broadcast("cut-off", "before");
			promote();
			this.primary.command("CLIENT", "LIST")
				.lines()
				.filter((client) -> !client.contains("cmd=xread") && !client.contains("cmd=client"))
				.forEach((client) -> this.primary.command("CLIENT", "KILL", "ID",
						client.replaceFirst("id=([0-9]+).*", "$1")));
			String id = a.hub().broadcast("cut-off", "after");
			for (TestStream stream : List.of(onA, onB)) {
				assertThat(stream.readUpTo("after")).containsExactly("before", "after");
				assertThat(stream.id).isEqualTo(id);
			}
		}
	}

	private void promote() {
		await().until(() -> this.replica.command("XLEN", log()).equals(this.primary.command("XLEN", log())));
		this.replica.command("REPLICAOF", "NO", "ONE");
		switchTo(this.replica);
	}

	private static String log() {
		return "{sse:" + TestCluster.NAME + "}:log";
	}

}
