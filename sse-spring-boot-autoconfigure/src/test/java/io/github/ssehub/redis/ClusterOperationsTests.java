package io.github.ssehub.redis;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.metrics.DashboardQueries;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators see of a node of a cluster.
 */
class ClusterOperationsTests {

	@Test
	void shouldTellHowANodeGetsOnWithTheOthers() throws Exception {
		try (RedisServer redis = RedisServer.start(); TestCluster cluster = new TestCluster()) {
			Node node = cluster.start(TestServer.Kind.TOMCAT, redis, LibraryImportFilter.ACTUATOR,
					"management.endpoints.web.exposure.include=sse", "sse.cluster.publish-timeout=1500ms");
			cluster.awaitUp();
			node.hub().broadcast("told", "before");
			await().untilAsserted(() -> {
				assertThat(value(node, "lag")).isZero();
				assertThat(value(node, "in-flight")).isZero();
			});
			assertThat(value(node, "losses")).isZero();
			assertThat(value(node, "reconnects")).isZero();
			redis.freeze();
			node.hub().broadcastAsync("told", "on its way");
			assertThat(value(node, "in-flight")).isOne();
			redis.unfreeze();
			await().untilAsserted(() -> assertThat(value(node, "in-flight")).isZero());
			redis.command("FLUSHALL");
			node.hub().broadcast("told", "after");
			await().untilAsserted(() -> assertThat(value(node, "losses")).isOne());
			assertThat(value(node, "reconnects")).isPositive();
			cluster.awaitUp();
			JsonNode told = read(node).get("cluster");
			assertThat(told.get("up").asBoolean()).isTrue();
			assertThat(told.get("lag").asInt()).isZero();
			assertThat(told.get("inFlight").asInt()).isZero();
			assertThat(told.get("losses").asInt()).isOne();
			assertThat(told.get("reconnects").asInt()).isPositive();
		}
	}

	@Test
	void shouldHaveWhatTheDashboardAsksForOfACluster() throws Exception {
		try (RedisServer redis = RedisServer.start(); TestCluster cluster = new TestCluster()) {
			Node node = cluster.start(TestServer.Kind.TOMCAT, redis, LibraryImportFilter.ACTUATOR,
					"management.endpoints.web.exposure.include=prometheus");
			try (SseTestClient client = node.server.open("/actuator/prometheus")) {
				assertThat(client.status()).isEqualTo(200);
				DashboardQueries.read()
					.assertAnsweredBy(client.readRest(), (metric) -> metric.startsWith("sse_cluster"));
			}
		}
	}

	private static JsonNode read(Node node) throws Exception {
		try (SseTestClient client = node.server.open("/actuator/sse")) {
			assertThat(client.status()).isEqualTo(200);
			return new JsonMapper().readTree(client.readRest());
		}
	}

	private static double value(Node node, String name) {
		return node.server.bean(MeterRegistry.class)
			.get("sse.cluster." + name)
			.meter()
			.measure()
			.iterator()
			.next()
			.getValue();
	}

}
