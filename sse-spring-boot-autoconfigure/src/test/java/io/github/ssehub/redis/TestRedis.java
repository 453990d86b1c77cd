package io.github.ssehub.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.lettuce.core.resource.ClientResources;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.ssehub.support.RedisServer;
import io.github.ssehub.wire.EventIds;

/**
 * Journals on a Redis server.
 */
final class TestRedis {

	private static final AtomicInteger CLUSTERS = new AtomicInteger();

	private static final ClientResources RESOURCES = ClientResources.create();

	static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(2);

	private TestRedis() {
	}

	// One that nobody else has
	static String newCluster() {
		return "cluster" + CLUSTERS.incrementAndGet();
	}

	static RedisJournalSettings settings(String cluster, Duration publishTimeout) {
		return new RedisJournalSettings(cluster, publishTimeout, Duration.ofSeconds(1), 100_000, 0);
	}

	static RedisJournal journal(RedisServer redis, String cluster) {
		return new RedisJournal(settings(cluster, PUBLISH_TIMEOUT), connectionFactory(redis.port()), System::nanoTime);
	}

	static RedisJournal journal(RedisServer redis, RedisJournalSettings settings, EventIds ids) {
		return journal(redis.port(), settings, ids, System::nanoTime);
	}

	static RedisJournal journal(int port, RedisJournalSettings settings, EventIds ids, LongSupplier nanoClock) {
		return new RedisJournal(ids, settings, connectionFactory(port), nanoClock);
	}

	static ClusterConnections connections(RedisServer redis, String cluster) {
		return new ClusterConnections(connectionFactory(redis.port()), new RedisKeys(cluster), Duration.ofSeconds(10));
	}

	static LettuceConnectionFactory connectionFactory(int port) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", port),
				LettuceClientConfiguration.builder().clientResources(RESOURCES).build());
		factory.afterPropertiesSet();
		return factory;
	}

}
