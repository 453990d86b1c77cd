package io.github.ssehub.redis;

import java.time.Duration;
import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.Assert;

/**
 * Opens connections to the Redis that the application has configured, none of which is
 * shared or comes back by itself: what was on its way on one that broke must not be sent
 * again. Thread-safe.
 */
final class ClusterConnections {

	private final LettuceConnectionFactory source;

	private final RedisKeys keys;

	private final Duration timeout;

	// Mutable state
	private @Nullable LettuceConnectionFactory factory;

	private boolean closed;

	ClusterConnections(LettuceConnectionFactory source, RedisKeys keys, Duration timeout) {
		Assert.isTrue(!source.isClusterAware(),
				"Redis Cluster is not supported: configure a single Redis, or Sentinel");
		this.source = source;
		this.keys = keys;
		this.timeout = timeout;
	}

	/**
	 * Open a connection to the primary.
	 * @return the connection
	 * @throws RuntimeException if there is none to be had within the timeout
	 */
	ClusterConnection open() {
		return open(this.timeout);
	}

	/**
	 * Open a connection to the primary.
	 * @param timeout how long to wait for each answer on it
	 * @return the connection
	 * @throws RuntimeException if there is none to be had within the timeout of all
	 */
	@SuppressWarnings("deprecation") // There is no other way from Spring's to Lettuce's
	ClusterConnection open(Duration timeout) {
		LettuceConnection connection = (LettuceConnection) factory().getConnection();
		RedisAsyncCommands<byte[], byte[]> commands = (RedisAsyncCommands<byte[], byte[]>) connection
			.getNativeConnection();
		return new ClusterConnection(commands.getStatefulConnection(), connection::close, this.keys, timeout);
	}

	private synchronized LettuceConnectionFactory factory() {
		Assert.state(!this.closed, "Connections are closed");
		LettuceConnectionFactory result = this.factory;
		if (result == null) {
			result = new LettuceConnectionFactory(configuration(),
					new JournalClientConfiguration(this.source.getClientConfiguration(), this.timeout));
			result.setShareNativeConnection(false);
			result.afterPropertiesSet();
			result.start();
			this.factory = result;
		}
		return result;
	}

	private RedisConfiguration configuration() {
		if (this.source.getSentinelConfiguration() != null) {
			return this.source.getSentinelConfiguration();
		}
		if (this.source.getSocketConfiguration() != null) {
			return this.source.getSocketConfiguration();
		}
		return this.source.getStandaloneConfiguration();
	}

	synchronized void close() {
		this.closed = true;
		if (this.factory != null) {
			this.factory.destroy();
			this.factory = null;
		}
	}

	/**
	 * What the application has configured, but for what would make a connection lie.
	 */
	private record JournalClientConfiguration(LettuceClientConfiguration source,
			Duration timeout) implements LettuceClientConfiguration {

		@Override
		public Optional<ClientOptions> getClientOptions() {
			ClientOptions options = this.source.getClientOptions().orElseGet(ClientOptions::create);
			Duration connectTimeout = options.getSocketOptions().getConnectTimeout();
			SocketOptions socketOptions = options.getSocketOptions()
				.mutate()
				.connectTimeout((connectTimeout.compareTo(this.timeout) < 0) ? connectTimeout : this.timeout)
				.build();
			return Optional.of(options.mutate()
				.autoReconnect(false)
				.timeoutOptions(TimeoutOptions.enabled())
				.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
				.socketOptions(socketOptions)
				.build());
		}

		@Override
		public Duration getCommandTimeout() {
			return this.timeout;
		}

		// The position of a replica may be one that was left behind
		@Override
		public Optional<ReadFrom> getReadFrom() {
			return Optional.empty();
		}

		@Override
		public Duration getShutdownTimeout() {
			return this.source.getShutdownTimeout();
		}

		@Override
		public Duration getShutdownQuietPeriod() {
			return this.source.getShutdownQuietPeriod();
		}

		@Override
		public boolean isUseSsl() {
			return this.source.isUseSsl();
		}

		@Override
		@SuppressWarnings("deprecation")
		public boolean isVerifyPeer() {
			return this.source.isVerifyPeer();
		}

		@Override
		public SslVerifyMode getVerifyMode() {
			return this.source.getVerifyMode();
		}

		@Override
		public boolean isStartTls() {
			return this.source.isStartTls();
		}

		@Override
		public Optional<ClientResources> getClientResources() {
			return this.source.getClientResources();
		}

		@Override
		public Optional<String> getClientName() {
			return this.source.getClientName();
		}

		@Override
		public Optional<RedisCredentialsProviderFactory> getRedisCredentialsProviderFactory() {
			return this.source.getRedisCredentialsProviderFactory();
		}

	}

}
