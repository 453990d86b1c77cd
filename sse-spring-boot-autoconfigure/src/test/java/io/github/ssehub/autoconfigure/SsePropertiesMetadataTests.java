package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SsePropertiesMetadataTests {

	private static final Set<String> WITHOUT_DEFAULT = Set.of("sse.browser.path", "sse.cluster.name",
			"sse.endpoint.path", "sse.endpoint.rooms", "sse.delivery.threads");

	@Test
	void shouldDescribeEachProperty() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(properties).containsOnlyKeys("sse.heartbeat", "sse.retry", "sse.max-age", "sse.opening",
				"sse.overflow", "sse.write-timeout", "sse.endpoint.path", "sse.endpoint.rooms", "sse.resume.parameters",
				"sse.replay.events", "sse.replay.age", "sse.replay.size", "sse.replay.total", "sse.delivery.threads",
				"sse.delivery.flush-interval", "sse.delivery.window", "sse.delivery.max-wait", "sse.source.prefetch",
				"sse.limits.event-size", "sse.limits.connections", "sse.limits.per-user", "sse.limits.per-user-policy",
				"sse.limits.per-address", "sse.limits.rooms", "sse.limits.rooms-total", "sse.limits.snapshots",
				"sse.limits.streams", "sse.limits.streams-per-user", "sse.limits.stream-size", "sse.browser.path",
				"sse.cluster.name", "sse.cluster.publish-timeout", "sse.cluster.max-events",
				"sse.cluster.wait-replicas", "sse.drain.delay", "sse.drain.spread", "sse.presence.grace",
				"sse.security.recheck", "sse.server.small-buffers", "sse.metrics.enabled",
				"management.endpoint.sse.access", "management.endpoint.sse.cache.time-to-live",
				"management.health.sse.enabled", "management.health.sse-cluster.enabled",
				"management.info.sse.enabled");
		assertThat(properties).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).matches("(?s)[A-Z].*\\.");
			assertThat(property.has("defaultValue")).as(name).isEqualTo(!WITHOUT_DEFAULT.contains(name));
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
		});
	}

	private static Map<String, JsonNode> properties() throws IOException {
		// Many files on the class path have this name
		String root = SseProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		Map<String, JsonNode> properties = new LinkedHashMap<>();
		try (InputStream in = URI.create(root + "META-INF/spring-configuration-metadata.json").toURL().openStream()) {
			for (JsonNode property : new JsonMapper().readTree(in).get("properties")) {
				properties.put(property.get("name").asString(), property);
			}
		}
		return properties;
	}

}
