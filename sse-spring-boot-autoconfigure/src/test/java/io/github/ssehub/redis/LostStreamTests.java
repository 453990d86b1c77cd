package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Detached streams whose node goes before their source has ended.
 */
@Tag("long")
class LostStreamTests {

	private static final String ERROR = "The server that the event stream came from is gone";

	private final RedisServer redis = RedisServer.start();

	private final TestCluster cluster = new TestCluster(DetachedApplication.class);

	private SwitchingProxy proxy;

	private SwitchingProxy proxyOfB;

	private Node a;

	private Node b;

	private Node c;

	@BeforeEach
	void start() throws IOException {
		this.proxy = new SwitchingProxy(this.redis.port());
		this.a = this.cluster.start(TestServer.Kind.TOMCAT, this.proxy.port(), "sse.cluster.publish-timeout=500ms");
		this.proxyOfB = new SwitchingProxy(this.redis.port());
		this.b = this.cluster.start(TestServer.Kind.JETTY, this.proxyOfB.port());
		this.c = this.cluster.start(TestServer.Kind.TOMCAT, this.redis);
		this.cluster.awaitUp();
	}

	@AfterEach
	void stop() throws IOException {
		this.cluster.close();
		this.proxy.close();
		this.proxyOfB.close();
		this.redis.close();
	}

	private void emit(String name, String element) {
		this.a.server.bean(DetachedApplication.class).source(name).tryEmitNext(element).orThrow();
	}

	private static SseStreamState state(Node node, String id) {
		return node.server.bean(SseStreams.class).find(id);
	}

	@Test
	void shouldTellReadersThatTheNodeHasDied() throws IOException {
		try (SseTestClient plain = this.a.server.open("/manual/plain");
				SseTestClient openAi = this.a.server.open("/manual/openai?format=openai");
				SseTestClient aiSdk = this.a.server.open("/manual/ai-sdk?format=ai-sdk");
				SseTestClient plainOnB = this.b.server.open("/streams/" + plain.header("Sse-Stream"));
				SseTestClient openAiOnB = this.b.server.open("/streams/" + openAi.header("Sse-Stream"));
				SseTestClient aiSdkOnC = this.c.server.open("/streams/" + aiSdk.header("Sse-Stream"))) {
			String id = plain.header("Sse-Stream");
			emit("plain", "one");
			emit("openai", "two");
			plainOnB.readBlock();
			assertThat(plainOnB.readBlock()).startsWith("data: zero\n");
			assertThat(plainOnB.readBlock()).startsWith("data: one\n");
			this.proxy.cut();
			String error = plainOnB.readBlock();
			assertThat(error).startsWith("event: error\n").contains("\"status\":503", ERROR, "id: " + id + ".");
			assertThat(plainOnB.readBlock()).isNull();
			assertThat(openAiOnB.readRest()).contains("\"content\":\"two\"", "\"message\":\"" + ERROR + "\"",
					"\"code\":\"503\"", "data: [DONE]");
			assertThat(aiSdkOnC.readRest()).contains("\"type\":\"error\"", "\"errorText\":\"" + ERROR + "\"",
					"data: [DONE]");
			String last = error.substring(error.indexOf("id: ") + 4).trim();
			for (Node node : new Node[] { this.b, this.c }) {
				assertThat(state(node, id)).isEqualTo(SseStreamState.LOST);
				try (SseTestClient late = node.server.open("/streams/" + id)) {
					assertThat(late.readRest()).containsSubsequence("data: one\n", ERROR).containsOnlyOnce(ERROR);
				}
				try (SseTestClient late = node.server.open("/streams/" + id, "Last-Event-ID: " + last)) {
					assertThat(late.status()).isEqualTo(204);
				}
			}
		}
	}

	// Nobody was there to find out
	@Test
	void shouldTellWhoComesAfterTheNodeHasDied() throws IOException {
		String id;
		try (SseTestClient onA = this.a.server.open("/manual/plain")) {
			id = onA.header("Sse-Stream");
			onA.readBlock();
			emit("plain", "one");
			onA.readBlock();
			onA.readBlock();
		}
		this.proxy.cut();
		await().until(() -> state(this.c, id) == SseStreamState.LOST);
		try (SseTestClient late = this.b.server.open("/streams/" + id)) {
			assertThat(late.readRest()).containsSubsequence("data: one\n", ERROR);
		}
	}

	// The others leave the stream to the node that has taken it over, which nobody asks
	// again
	@Test
	void shouldTellReadersElsewhereThoughTheNodeThatTellsThemWasCutOffMeanwhile() throws IOException {
		// Several, as an answer gets through where it comes together with another one
		List<String> ids = new ArrayList<>();
		for (String name : List.of("plain", "second", "third", "fourth")) {
			try (SseTestClient onA = this.a.server.open("/manual/" + name)) {
				onA.readBlock();
				ids.add(onA.header("Sse-Stream"));
			}
		}
		assertThat(state(this.b, ids.get(0))).isEqualTo(SseStreamState.RUNNING);
		this.proxy.cut();
		String gone = this.a.server.bean(ClusterNodes.class).id();
		ClusterNodes nodes = this.b.server.bean(ClusterNodes.class);
		await().until(() -> !nodes.live().isEmpty() && !nodes.live().contains(gone));
		this.proxyOfB.loseNumbers(1);
		String id = ids.stream()
			.filter((each) -> state(this.b, each) == SseStreamState.RUNNING && this.proxyOfB.hasLostNumbers())
			.findFirst()
			.orElseThrow();
		assertThat(this.redis.command("HGET", "{sse:" + TestCluster.NAME + "}:stream:" + id, "node"))
			.contains(nodes.id());
		try (SseTestClient onC = this.c.server.open("/streams/" + id)) {
			assertThat(onC.readRest()).containsSubsequence("data: zero\n", ERROR).containsOnlyOnce(ERROR);
		}
		assertThat(state(this.c, id)).isEqualTo(SseStreamState.LOST);
	}

	// It was not dead
	@Test
	void shouldEndTheSourceOfANodeThatWasTakenForDead() throws IOException {
		DetachedApplication application = this.a.server.bean(DetachedApplication.class);
		try (SseTestClient onA = this.a.server.open("/manual/plain")) {
			String id = onA.header("Sse-Stream");
			onA.readBlock();
			this.proxy.cut();
			await().until(() -> state(this.b, id) == SseStreamState.LOST);
			assertThat(state(this.a, id)).isEqualTo(SseStreamState.RUNNING);
			this.proxy.switchTo(this.redis.port());
			assertThat(onA.readRest()).contains(ERROR);
			assertThat(state(this.a, id)).isEqualTo(SseStreamState.LOST);
			await().untilAsserted(() -> assertThat(application.cancelled).hasValue(1));
		}
	}

	@Test
	void shouldTellReadersThatTheNodeShutsDown() throws IOException {
		try (SseTestClient onA = this.a.server.open("/manual/ai-sdk?format=ai-sdk");
				SseTestClient onB = this.b.server.open("/streams/" + onA.header("Sse-Stream"))) {
			String id = onA.header("Sse-Stream");
			emit("ai-sdk", "one");
			assertThat(onB.readBlock()).startsWith("retry: ");
			assertThat(onB.readBlock()).contains("\"type\":\"start\"");
			long start = System.nanoTime();
			this.a.server.close();
			assertThat(onB.readRest()).containsSubsequence("\"delta\":\"one\"", "\"type\":\"text-end\"", ERROR,
					"data: [DONE]");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			assertThat(state(this.b, id)).isEqualTo(SseStreamState.LOST);
			try (SseTestClient late = this.c.server.open("/streams/" + id)) {
				assertThat(late.readRest()).contains("\"delta\":\"one\"", ERROR);
			}
		}
	}

	@Test
	void shouldTellToComeBackWhileNobodyCanBeAsked() throws IOException {
		try (SseTestClient onB = this.b.server.open("/manual/elsewhere")) {
			String id = onB.header("Sse-Stream");
			String position = onB.readBlock();
			position = position.substring(position.indexOf("id: ") + 4).trim();
			this.proxy.cut();
			for (String path : new String[] { "/streams/" + id, "/manual/elsewhere" }) {
				try (SseTestClient later = this.a.server.open(path, "Last-Event-ID: " + position)) {
					assertThat(later.status()).isEqualTo(200);
					assertThat(later.readRest()).isEqualTo(":\nretry: 3000\n");
				}
			}
			try (SseTestClient refused = SseTestClient.request(this.a.server.port(), "DELETE", "/streams/" + id)) {
				assertThat(refused.status()).isEqualTo(503);
				assertThat(refused.header("Retry-After")).isEqualTo("3");
			}
			int cancelled = this.a.server.bean(DetachedApplication.class).cancelled.get();
			try (SseTestClient refused = this.a.server.open("/manual/new")) {
				assertThat(refused.status()).isEqualTo(503);
			}
			assertThat(this.a.server.bean(DetachedApplication.class).cancelled).hasValue(cancelled);
			this.b.server.bean(SseStreams.class).stop(id);
		}
	}

	@Test
	void shouldEndOnOtherNodesThoughTheEndCouldNotBePublished() throws IOException {
		try (SseTestClient onA = this.a.server.open("/manual/plain");
				SseTestClient onB = this.b.server.open("/streams/" + onA.header("Sse-Stream"))) {
			String id = onA.header("Sse-Stream");
			emit("plain", "one");
			onB.readBlock();
			onB.readBlock();
			assertThat(onB.readBlock()).startsWith("data: one\n");
			// Longer than the node is waited for, and with an end that cannot be told
			this.proxy.cut();
			this.a.server.bean(DetachedApplication.class).source("plain").tryEmitComplete();
			this.proxy.switchTo(this.redis.port());
			onB.readRest();
			assertThat(state(this.b, id)).isIn(SseStreamState.COMPLETED, SseStreamState.LOST);
		}
	}

	@Test
	void shouldKeepStreamsWhenRedisHasForgottenThem() throws IOException {
		try (SseTestClient onA = this.a.server.open("/manual/plain");
				SseTestClient onB = this.b.server.open("/streams/" + onA.header("Sse-Stream"))) {
			String id = onA.header("Sse-Stream");
			onB.readBlock();
			this.redis.command("FLUSHALL");
			await().until(() -> state(this.c, id) == SseStreamState.RUNNING);
			emit("plain", "one");
			this.a.server.bean(DetachedApplication.class).source("plain").tryEmitComplete();
			assertThat(onB.readRest()).contains("data: one\n");
		}
	}

}
