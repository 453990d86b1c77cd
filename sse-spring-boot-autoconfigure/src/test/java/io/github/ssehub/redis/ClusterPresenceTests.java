package io.github.ssehub.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.ssehub.SsePresence;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.redis.TestCluster.Application;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What clients, listeners and callers are told of who is in a room, over real nodes.
 */
@Tag("long")
class ClusterPresenceTests {

	// By which a node finds out that a client is gone
	private static final String HEARTBEAT = "sse.heartbeat=100ms";

	@Test
	void shouldTellOnEveryNodeWhoIsThere() throws Exception {
		try (RedisServer redis = RedisServer.start(); TestCluster cluster = new TestCluster()) {
			Node first = cluster.start(TestServer.Kind.TOMCAT, redis, "sse.presence.grace=2s", HEARTBEAT);
			Node second = cluster.start(TestServer.Kind.JETTY, redis, "sse.presence.grace=2s", HEARTBEAT);
			cluster.awaitUp();
			try (SseTestClient alice = open(first, "alice")) {
				assertThat(next(alice)).isEqualTo("{\"room\":\"lobby\",\"members\":[\"alice\"]}");
				SseTestClient bob = open(second, "bob");
				assertThat(next(bob)).contains("\"bob\"");
				assertThat(next(alice)).isEqualTo("{\"room\":\"lobby\",\"joined\":[\"bob\"],\"left\":[]}");
				await().untilAsserted(() -> {
					assertThat(members(first)).isEqualTo("[alice, bob]");
					assertThat(members(second)).isEqualTo("[alice, bob]");
				});
				bob.close();
				try (SseTestClient moved = open(first, "bob")) {
					await().during(Duration.ofSeconds(3)).until(() -> members(second).equals("[alice, bob]"));
				}
				assertThat(next(alice)).as("nothing of a move").contains("\"left\":[\"bob\"]");
			}
			await().untilAsserted(() -> assertThat(members(second)).isEqualTo("[]"));
			assertThat(calls(first, second)).containsExactlyInAnyOrder("joined alice", "joined bob", "left bob",
					"left alice");
			try (ConfigurableApplicationContext streamless = startStreamless(redis);
					SseTestClient alice = open(second, "alice")) {
				await().untilAsserted(() -> assertThat(streamless.getBean(SsePresence.class).members("lobby"))
					.containsExactly("alice"));
			}
		}
	}

	@Test
	void shouldTellOfWhoWasOnANodeThatDiedAndOfWhoComesWithoutRedis() throws Exception {
		try (RedisServer redis = RedisServer.start();
				TestCluster cluster = new TestCluster();
				SwitchingProxy proxy = new SwitchingProxy(redis.port())) {
			Node first = cluster.start(TestServer.Kind.TOMCAT, redis, "sse.presence.grace=500ms", HEARTBEAT);
			Node dying = cluster.start(TestServer.Kind.TOMCAT, proxy.port(), HEARTBEAT);
			cluster.awaitUp();
			try (SseTestClient alice = open(first, "alice")) {
				next(alice);
				SseTestClient dave = open(first, "dave");
				assertThat(next(alice)).contains("\"joined\":[\"dave\"]");
				await().until(() -> members(dying).equals("[alice, dave]"));
				open(dying, "bob");
				assertThat(next(alice)).contains("\"joined\":[\"bob\"]");
				proxy.close();
				assertThat(next(alice)).contains("\"left\":[\"bob\"]");
				assertThat(members(first)).isEqualTo("[alice, dave]");
				assertThat(calls(first)).endsWith("left bob");
				redis.kill();
				dave.close();
				assertThat(next(alice)).contains("\"left\":[\"dave\"]");
				try (SseTestClient carol = open(first, "carol")) {
					assertThat(next(alice)).contains("\"joined\":[\"carol\"]");
					assertThat(next(carol)).contains("\"members\":[\"alice\",\"carol\"]");
					assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> members(first));
				}
				assertThat(next(alice)).contains("\"left\":[\"carol\"]");
			}
		}
	}

	private static ConfigurableApplicationContext startStreamless(RedisServer redis) {
		return new SpringApplicationBuilder(StreamlessNodeTests.Application.class).web(WebApplicationType.NONE)
			.properties("spring.data.redis.port=" + redis.port(), "sse.cluster.name=" + TestCluster.NAME,
					"spring.main.banner-mode=off", "logging.level.root=WARN", TestServer.WITH_REDIS)
			.run();
	}

	private static SseTestClient open(Node node, String name) throws IOException {
		SseTestClient client = node.server.open("/presence/lobby/" + name);
		assertThat(client.status()).isEqualTo(200);
		assertThat(client.readBlock()).contains("sse-open");
		return client;
	}

	private static String next(SseTestClient client) throws IOException {
		String block = client.readBlock();
		while (!block.startsWith("event: sse-presence\ndata: ")) {
			assertThat(block).matches("(?s)event: sse-position.*|:.*");
			block = client.readBlock();
		}
		return block.lines().toList().get(1).substring("data: ".length());
	}

	private static String members(Node node) {
		return node.server.bean(SsePresence.class).members("lobby").toString();
	}

	private static List<String> calls(Node... nodes) {
		return List.of(nodes).stream().flatMap((node) -> node.server.bean(Application.class).calls.stream()).toList();
	}

}
