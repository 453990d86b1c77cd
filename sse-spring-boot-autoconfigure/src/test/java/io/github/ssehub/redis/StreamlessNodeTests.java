package io.github.ssehub.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A node that has no web server publishes to those that have.
 */
class StreamlessNodeTests {

	private static RedisServer redis;

	private static TestCluster cluster;

	private static Node node;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		cluster = new TestCluster();
		node = cluster.start(TestServer.Kind.TOMCAT, redis);
		cluster.awaitUp();
		context = run();
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.data.redis.port=" + redis.port(), "sse.cluster.name=" + TestCluster.NAME,
					"sse.cluster.publish-timeout=20s", "spring.main.banner-mode=off", "logging.level.root=WARN",
					TestServer.WITH_REDIS)
			.run();
	}

	@AfterAll
	static void stop() {
		if (redis != null) {
			context.close();
			cluster.close();
			redis.close();
		}
	}

	@Test
	void shouldPublishToTheStreamsOfOthers() throws Exception {
		SsePublisher publisher = context.getBean(SsePublisher.class);
		assertThat(context.getBeanProvider(SseHub.class).getIfAvailable()).isNull();
		try (TestStream stream = node.open("far")) {
			String id = publisher.broadcast("far", new Note("text"));
			assertThat(stream.next()).isEqualTo("{\"text\":\"text\"}");
			assertThat(stream.id).isEqualTo(id);
			assertThat(publisher.position()).isEqualTo(id);
			String later = publisher.broadcastAsync("far", "named", "later")
				.toCompletableFuture()
				.get(10, TimeUnit.SECONDS);
			assertThat(stream.next()).isEqualTo("named");
			assertThat(stream.id).isEqualTo(later);
			// What others publish comes here, too
			String own = node.hub().broadcast("far", "own");
			assertThat(stream.next()).isEqualTo("own");
			assertThat(publisher.broadcast("far", "last")).isGreaterThan(own);
		}
	}

	@Test
	void shouldSayThatItHasStopped() {
		ConfigurableApplicationContext other = run();
		SsePublisher publisher = other.getBean(SsePublisher.class);
		String id = publisher.broadcast("near", "first");
		try (LogCapture log = new LogCapture()) {
			other.close();
			assertThatExceptionOfType(SseUnavailableException.class)
				.isThrownBy(() -> publisher.broadcast("near", "second"));
			AtomicReference<Throwable> failure = new AtomicReference<>();
			publisher.broadcastAsync("near", "third").whenComplete((sequence, ex) -> failure.set(ex));
			assertThat(failure.get()).isInstanceOf(SseUnavailableException.class);
			assertThat(publisher.position()).isEqualTo(id);
			assertThat(log.warnings()).isEmpty();
		}
	}

	@Test
	void shouldPublishWhatItWasGivenBeforeItStopped() throws Exception {
		ConfigurableApplicationContext other = run();
		SsePublisher publisher = other.getBean(SsePublisher.class);
		publisher.broadcast("left", "first");
		redis.freeze();
		List<CompletableFuture<String>> published = new ArrayList<>();
		CompletableFuture<Void> closed;
		try {
			for (int i = 0; i < 600; i++) {
				published.add(publisher.broadcastAsync("left", "event " + i).toCompletableFuture());
			}
			closed = CompletableFuture.runAsync(other::close);
			await()
				.until(() -> publisher.broadcastAsync("left", "late").toCompletableFuture().isCompletedExceptionally());
		}
		finally {
			redis.unfreeze();
		}
		closed.get(10, TimeUnit.SECONDS);
		assertThat(published).allSatisfy((event) -> assertThat(event).isCompleted());
	}

	// For which there would be nobody
	@Test
	void shouldNotReadBackWhatOthersHavePublished() {
		node.hub().broadcast("before", "event");
		redis.command("CONFIG", "RESETSTAT");
		try (ConfigurableApplicationContext other = run()) {
			other.getBean(SsePublisher.class).broadcast("near", "first");
			assertThat(redis.command("INFO", "commandstats")).contains("cmdstat_xread:").doesNotContain("xrevrange");
		}
	}

	// As a request does that is still being served, or what publishes as it ends
	@Test
	void shouldPublishWhenItsOwnStreamsHaveEnded() throws Exception {
		Node leaving = cluster.start(TestServer.Kind.TOMCAT, redis);
		leaving.awaitUp();
		try (TestStream stream = node.open("rolling")) {
			SseHub hub = leaving.hub();
			leaving.server.bean(HubLifecycle.class).stop();
			hub.broadcast("rolling", "still here");
			assertThat(stream.next()).isEqualTo("still here");
			leaving.server.close();
			assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> hub.broadcast("rolling", "gone"));
		}
	}

	/**
	 * Data of an event.
	 *
	 * @param text the text
	 */
	record Note(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
