package io.github.ssehub.autoconfigure;

import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.ssehub.SseHub;
import io.github.ssehub.hub.HubLog;
import io.github.ssehub.hub.HubLogFactory;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.RoomRetentions;
import io.github.ssehub.presence.PresenceStore;
import io.github.ssehub.redis.ClusterNodes;
import io.github.ssehub.redis.RedisJournal;
import io.github.ssehub.redis.RedisJournalLifecycle;
import io.github.ssehub.redis.RedisPresenceStore;
import io.github.ssehub.redis.RedisStreamDirectory;
import io.github.ssehub.source.StreamDirectory;

/**
 * Auto-configuration of a hub on several nodes, which are connected by the Redis that the
 * application has configured.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = SseAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class })
@ConditionalOnProperty("sse.cluster.name")
@ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
@EnableConfigurationProperties({ SseProperties.class, SseClusterProperties.class })
@ImportRuntimeHints(SseRedisAutoConfiguration.ScriptHints.class)
public final class SseRedisAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	RedisJournal sseRedisJournal(SseProperties properties, SseClusterProperties cluster,
			LettuceConnectionFactory connectionFactory) {
		return new RedisJournal(cluster.toSettings(properties), connectionFactory, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	HubLogFactory sseHubLogFactory(RedisJournal journal) {
		return (settings) -> HubLog.of(journal.ids(), settings, journal, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterNodes sseClusterNodes(SseProperties properties, SseClusterProperties cluster,
			LettuceConnectionFactory connectionFactory) {
		return new ClusterNodes(cluster.toSettings(properties), connectionFactory);
	}

	@Bean
	@ConditionalOnMissingBean(StreamDirectory.class)
	RedisStreamDirectory sseStreamDirectory(ClusterNodes nodes, RedisJournal journal) {
		return new RedisStreamDirectory(nodes, journal);
	}

	@Bean
	@ConditionalOnMissingBean(PresenceStore.class)
	RedisPresenceStore ssePresenceStore(ClusterNodes nodes) {
		return new RedisPresenceStore(nodes);
	}

	@Bean
	@ConditionalOnMissingBean
	RedisJournalLifecycle sseRedisJournalLifecycle(RedisJournal journal, ClusterNodes nodes,
			ObjectProvider<HubStreams> streams, ObjectProvider<RoomRetentions> retentions) {
		return new RedisJournalLifecycle(journal, nodes, () -> prepare(streams, retentions));
	}

	// Beans may be lazy. What rooms keep is asked for before it is needed under a lock
	private static void prepare(ObjectProvider<HubStreams> streams, ObjectProvider<RoomRetentions> retentions) {
		streams.ifAvailable((created) -> retentions.ifAvailable((bean) -> bean.of(SseHub.ALL)));
	}

	static class ScriptHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/github/ssehub/redis/*.lua");
		}

	}

}
