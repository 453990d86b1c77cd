package io.github.ssehub.actuate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.docs.DocumentBlock;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HubEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=sse,health,info";

	@Nested
	class Unrestricted {

		private static TestServer server;

		@BeforeAll
		static void start() {
			server = TestServer.start(Kind.TOMCAT, Application.class, LibraryImportFilter.ACTUATOR, EXPOSED,
					"management.endpoint.sse.access=unrestricted", "management.endpoint.health.show-details=always",
					"management.info.sse.enabled=true", "sse.delivery.threads=1", "sse.drain.spread=50ms",
					"sse.drain.delay=0");
		}

		@AfterAll
		static void stop() {
			server.close();
		}

		@AfterEach
		void closeStreams() {
			server.closeStreams();
		}

		@Test
		void shouldShowConnectionsRoomsAndLog() throws IOException {
			try (SseTestClient client = server.open("/rooms/shown;jsessionid=secret?token=secret",
					"Cookie: JSESSIONID=secret", "X-User: ann")) {
				client.readBlock();
				String id = server.hub().broadcast("shown", "secret payload");
				String text = read("/actuator/sse");
				JsonNode body = new JsonMapper().readTree(text);
				assertThat(body.at("/connections/total").asInt()).isOne();
				JsonNode connection = body.at("/connections/items/0");
				assertThat(connection.get("id").asString()).isEqualTo(server.hub().connections().get(0).id());
				assertThat(connection.get("user").asString()).isEqualTo("ann");
				assertThat(connection.get("path").asString()).isEqualTo("/rooms/shown");
				assertThat(connection.at("/rooms/0").asString()).isEqualTo("shown");
				assertThat(body.at("/rooms/items")).anySatisfy((room) -> {
					assertThat(room.get("name").asString()).isEqualTo("shown");
					assertThat(room.get("connections").asInt()).isOne();
				});
				assertThat(body.at("/log/position").asString()).isEqualTo(id);
				assertThat(body.at("/log/entries").asInt()).isPositive();
				assertThat(body.has("cluster")).isFalse();
				assertThat(text).doesNotContain("secret");
			}
		}

		@Test
		void shouldShowWhatIsDocumented() throws IOException {
			try (SseTestClient client = server.open("/rooms/documented", "X-User: ann")) {
				client.readBlock();
				JsonMapper mapper = new JsonMapper();
				Set<String> documented = names(mapper.readTree(DocumentBlock.only("docs/operations.md", "json")));
				assertThat(names(mapper.readTree(read("/actuator/sse")))).isEqualTo(documented);
			}
		}

		private static Set<String> names(JsonNode node) {
			Set<String> names = new TreeSet<>(node.propertyNames());
			node.propertyNames()
				.forEach((name) -> names(node.get(name)).forEach((child) -> names.add(name + "/" + child)));
			if (node.isArray()) {
				node.forEach((element) -> names.addAll(names(element)));
			}
			return names;
		}

		@Test
		void shouldShowOnePageOfConnections() throws IOException {
			try (SseTestClient first = server.open("/rooms/paged-1");
					SseTestClient second = server.open("/rooms/paged-2")) {
				first.readBlock();
				second.readBlock();
				JsonNode body = new JsonMapper().readTree(read("/actuator/sse?page=1&size=1"));
				assertThat(body.at("/connections/total").asInt()).isEqualTo(2);
				assertThat(body.at("/connections/page").asInt()).isOne();
				assertThat(body.at("/connections/items")).hasSize(1);
				assertThat(body.at("/connections/items/0/path").asString()).isEqualTo("/rooms/paged-2");
				assertThat(new JsonMapper().readTree(read("/actuator/sse?page=2&size=1")).at("/connections/items"))
					.isEmpty();
			}
		}

		@Test
		void shouldRefuseBadPages() throws IOException {
			for (String query : List.of("page=-1", "size=0", "size=1001", "size=x", "page=99999999999")) {
				try (SseTestClient client = server.open("/actuator/sse?" + query)) {
					assertThat(client.status()).as(query).isEqualTo(400);
				}
			}
		}

		@Test
		void shouldEndConnection() throws IOException {
			RecordingListener listener = server.bean(RecordingListener.class);
			try (SseTestClient client = server.open("/rooms/ended");
					SseTestClient other = server.open("/rooms/ended")) {
				client.readBlock();
				other.readBlock();
				SseConnection connection = server.hub().connections().get(0);
				String id = connection.id();
				assertThat(delete("/actuator/sse/connections/" + id)).isEqualTo("{\"connections\":1}");
				await().untilAsserted(() -> assertThat(server.hub().connection(id)).isNull());
				assertThat(server.hub().connections()).hasSize(1);
				listener.awaitClosed(connection, CloseReason.KICKED);
				try (SseTestClient again = SseTestClient.request(server.port(), "DELETE",
						"/actuator/sse/connections/" + id)) {
					assertThat(again.status()).isEqualTo(404);
				}
			}
		}

		@Test
		void shouldEndStreamsOfUser() throws IOException {
			try (SseTestClient client = server.open("/rooms/users", "X-User: ann/b");
					SseTestClient other = server.open("/rooms/users", "X-User: bob")) {
				client.readBlock();
				other.readBlock();
				assertThat(delete("/actuator/sse/users/ann%20c")).isEqualTo("{\"connections\":0}");
				assertThat(delete("/actuator/sse/users/bob")).isEqualTo("{\"connections\":1}");
				await().untilAsserted(() -> assertThat(server.hub().connections()).singleElement()
					.satisfies((connection) -> assertThat(connection.user()).isEqualTo("ann/b")));
			}
		}

		@Test
		void shouldDrain() throws IOException {
			HubLifecycle lifecycle = server.bean(HubLifecycle.class);
			try (SseTestClient client = server.open("/rooms/drained")) {
				client.readBlock();
				try (SseTestClient post = SseTestClient.request(server.port(), "POST", "/actuator/sse/drain")) {
					assertThat(post.status()).isEqualTo(200);
					assertThat(post.readRest()).isEqualTo("{\"remaining\":1}");
				}
				assertThat(client.readRest()).contains("drained");
				assertThat(new JsonMapper().readTree(read("/actuator/sse")).get("draining").asBoolean()).isTrue();
			}
			finally {
				lifecycle.stop();
				lifecycle.start();
			}
			try (SseTestClient client = server.open("/rooms/again")) {
				assertThat(client.readBlock()).contains("sse-open");
			}
		}

		@Test
		void shouldNotKnowOtherOperations() throws IOException {
			try (SseTestClient client = SseTestClient.request(server.port(), "POST", "/actuator/sse/other")) {
				assertThat(client.status()).isEqualTo(404);
			}
			assertThat(server.bean(Drain.class).isStarted()).isFalse();
		}

		@Test
		void shouldNotKnowOtherThings() throws IOException {
			try (SseTestClient client = SseTestClient.request(server.port(), "DELETE", "/actuator/sse/things/1")) {
				assertThat(client.status()).isEqualTo(404);
			}
		}

		@Test
		void shouldBeHealthy() throws IOException {
			try (SseTestClient client = server.open("/rooms/healthy")) {
				client.readBlock();
				JsonNode health = new JsonMapper().readTree(read("/actuator/health")).at("/components/sse");
				assertThat(health.get("status").asString()).isEqualTo("UP");
				assertThat(health.at("/details/connections").asInt()).isOne();
			}
		}

		@Test
		void shouldInform() throws IOException {
			try (SseTestClient client = server.open("/rooms/informed")) {
				client.readBlock();
				JsonNode info = new JsonMapper().readTree(read("/actuator/info")).get("sse");
				assertThat(info.get("connections").asInt()).isOne();
				assertThat(info.get("rooms").asInt()).isEqualTo(server.hub().rooms().size());
				assertThat(info.get("loops").asInt()).isOne();
				assertThat(info.get("draining").asBoolean()).isFalse();
			}
		}

		@Test
		void shouldBeDownWhileALoopIsBlocked() throws IOException {
			HubHealthIndicator health = new HubHealthIndicator(new HubStatistics(server.bean(HubStreams.class)),
					Duration.ofMillis(1500));
			Application application = server.bean(Application.class);
			try (SseTestClient client = server.open("/blocking")) {
				client.readBlock();
				assertThat(health.health().getStatus()).isEqualTo(Status.UP);
				application.block();
				server.hub().broadcast("blocking", "data");
				await().untilAsserted(() -> {
					Health blocked = health.health();
					assertThat(blocked.getStatus()).isEqualTo(Status.DOWN);
					assertThat(blocked.getDetails()).containsEntry("blockedLoops", 1);
				});
			}
			finally {
				application.release();
			}
			await().untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
		}

		private static String read(String path) throws IOException {
			try (SseTestClient client = server.open(path)) {
				assertThat(client.status()).isEqualTo(200);
				return client.readRest();
			}
		}

		private static String delete(String path) throws IOException {
			try (SseTestClient client = SseTestClient.request(server.port(), "DELETE", path)) {
				assertThat(client.status()).isEqualTo(200);
				return client.readRest();
			}
		}

	}

	@Nested
	class ByDefault {

		@Test
		void shouldOnlyRead() throws IOException {
			try (TestServer server = TestServer.start(Kind.TOMCAT, Application.class, LibraryImportFilter.ACTUATOR,
					EXPOSED); SseTestClient stream = server.open("/rooms/kept", "X-User: ann")) {
				stream.readBlock();
				String id = server.hub().connections().get(0).id();
				try (SseTestClient client = server.open("/actuator/sse")) {
					assertThat(client.status()).isEqualTo(200);
				}
				for (String path : List.of("connections/" + id, "users/ann")) {
					try (SseTestClient client = SseTestClient.request(server.port(), "DELETE",
							"/actuator/sse/" + path)) {
						assertThat(client.status()).isIn(404, 405);
					}
				}
				try (SseTestClient client = SseTestClient.request(server.port(), "POST", "/actuator/sse/drain")) {
					assertThat(client.status()).isIn(404, 405);
				}
				assertThat(server.bean(Drain.class).isStarted()).isFalse();
				assertThat(server.hub().connections()).hasSize(1);
			}
		}

	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final Object monitor = new Object();

		// Mutable state
		private boolean blocked;

		@Bean
		static RecordingListener listener() {
			return new RecordingListener();
		}

		@Bean
		static UserFilter userFilter() {
			return new UserFilter();
		}

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/blocking")
		SseSubscription blocking() {
			return SseSubscription.to("blocking").filter((event) -> awaitRelease());
		}

		private boolean awaitRelease() {
			synchronized (this.monitor) {
				while (this.blocked) {
					try {
						this.monitor.wait();
					}
					catch (InterruptedException ex) {
						return true;
					}
				}
				return true;
			}
		}

		void block() {
			synchronized (this.monitor) {
				this.blocked = true;
			}
		}

		void release() {
			synchronized (this.monitor) {
				this.blocked = false;
				this.monitor.notifyAll();
			}
		}

	}

}
