package io.github.ssehub.autoconfigure;

import java.util.Map;
import java.util.Set;

import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

import io.github.ssehub.SseHub;
import io.github.ssehub.SsePresence;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.actuate.ClusterHealthIndicator;
import io.github.ssehub.hub.HubLogFactory;
import io.github.ssehub.presence.LocalPresenceStore;
import io.github.ssehub.presence.PresenceThread;
import io.github.ssehub.redis.RedisJournal;
import io.github.ssehub.redis.RedisJournalLifecycle;
import io.github.ssehub.redis.RedisPresenceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SseRedisAutoConfigurationTests {

	private static final String NO_REDIS = "spring.data.redis.port=1";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, SseRedisAutoConfiguration.class,
				SseClusterCheckAutoConfiguration.class, SsePresenceAutoConfiguration.class,
				WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class));

	private final WebApplicationContextRunner redisRunner = this.contextRunner
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues(NO_REDIS);

	@Test
	void shouldConnectNodesOfANamedCluster() {
		this.redisRunner.withPropertyValues("sse.cluster.name=shop").run((context) -> {
			assertThat(context).hasSingleBean(RedisJournal.class).hasSingleBean(HubLogFactory.class);
			assertThat(context.getBean(RedisJournalLifecycle.class).isRunning()).isTrue();
			RedisJournal journal = context.getBean(RedisJournal.class);
			assertThat(journal.ids().parse(context.getBean(SseHub.class).position())).as("of the cluster").isZero();
			assertThat(journal.isReady()).isFalse();
		});
	}

	@Test
	void shouldTellTheHealthOfANamedCluster() {
		WebApplicationContextRunner runner = this.redisRunner
			.withConfiguration(AutoConfigurations.of(SseRedisHealthAutoConfiguration.class));
		runner.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
		runner.withPropertyValues("sse.cluster.name=shop", "management.health.sse-cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
		runner.withPropertyValues("sse.cluster.name=shop").run((context) -> {
			Health health = context.getBean(ClusterHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsKeys("lag", "inFlight", "losses", "reconnects", "error");
		});
	}

	@Test
	void shouldTellWhoIsInARoomOfANamedCluster() {
		this.redisRunner.withPropertyValues("sse.cluster.name=shop").run((context) -> {
			assertThat(context).hasSingleBean(RedisPresenceStore.class).hasSingleBean(PresenceThread.class);
			SsePresence presence = context.getBean(SsePresence.class);
			assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> presence.members("a"));
		});
		this.redisRunner.run((context) -> assertThat(context).hasSingleBean(LocalPresenceStore.class)
			.hasSingleBean(PresenceThread.class)
			.hasSingleBean(SsePresence.class));
		this.redisRunner.withBean(SsePresence.class, () -> (room) -> Set.of("me"))
			.run((context) -> assertThat(context.getBean(SsePresence.class).members("a")).containsExactly("me"));
	}

	@Test
	void shouldStartWithoutAHub() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, SseRedisAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withPropertyValues(NO_REDIS, "sse.cluster.name=shop")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SseHub.class));
	}

	@Test
	void shouldRunWhereBeansAreLazy() {
		this.redisRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("sse.cluster.name=shop")
			.run((context) -> assertThat(context.getBean(RedisJournal.class).status().problem()).isNotNull());
	}

	@Test
	void shouldGiveClustersIdsByTheirNames() {
		this.redisRunner.withPropertyValues("sse.cluster.name=shop")
			.run((first) -> this.redisRunner.withPropertyValues("sse.cluster.name=other")
				.run((second) -> assertThat(first.getBean(SseHub.class).position())
					.isNotEqualTo(second.getBean(SseHub.class).position())));
	}

	@Test
	void shouldChangeNothingWithoutAName() {
		this.redisRunner.run((context) -> {
			assertThat(context).hasSingleBean(SseHub.class);
			assertThat(context).doesNotHaveBean(RedisJournal.class)
				.doesNotHaveBean(HubLogFactory.class)
				.doesNotHaveBean(SseClusterProperties.class);
		});
	}

	@Test
	void shouldChangeNothingWithoutRedis() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisClient.class, DataRedisAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(SseHub.class).doesNotHaveBean(RedisJournal.class));
	}

	@Test
	void shouldNotStartAClusterWithoutRedis() {
		this.contextRunner.withPropertyValues("sse.cluster.name=shop")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageStartingWith("'sse.cluster.name' is set, but there is no Redis"));
	}

	@Test
	void shouldNotStartAClusterWithoutRedisWhereThereIsNoWebServer() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, SseRedisAutoConfiguration.class,
					SseClusterCheckAutoConfiguration.class, SsePublisherAutoConfiguration.class));
		runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SsePublisher.class));
		runner.withPropertyValues("sse.cluster.name=shop")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageStartingWith("'sse.cluster.name' is set, but there is no Redis"));
	}

	@Test
	void shouldNotStartOnRedisCluster() {
		this.redisRunner.withPropertyValues("sse.cluster.name=shop", "spring.data.redis.cluster.nodes=localhost:1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("Redis Cluster is not supported"));
	}

	@Test
	void shouldRefuseTimeoutsThatAreNone() {
		Map.of("0", "must be positive", "-1s", "must not be negative", "999us", "must not be shorter than 1 ms", "366d",
				"must not be longer than 365 days")
			.forEach((timeout, message) -> this.redisRunner
				.withPropertyValues("sse.cluster.name=shop", "sse.cluster.publish-timeout=" + timeout)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessage("'sse.cluster.publish-timeout' " + message)));
	}

	@Test
	void shouldRefuseToWaitForLessThanNoReplica() {
		this.redisRunner.withPropertyValues("sse.cluster.name=shop", "sse.cluster.wait-replicas=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'sse.cluster.wait-replicas' must not be negative"));
	}

	@Test
	void shouldHaveScriptsInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new SseRedisAutoConfiguration.ScriptHints().registerHints(hints, null);
		for (String script : new String[] { "common", "append", "open", "nodes", "presence-read" }) {
			assertThat(RuntimeHintsPredicates.resource().forResource("io/github/ssehub/redis/" + script + ".lua"))
				.accepts(hints);
		}
	}

}
