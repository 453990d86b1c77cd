package io.github.ssehub.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.ssehub.benchmarks.peers.ClusterApplication;
import io.github.ssehub.benchmarks.peers.NaiveClusterApplication;

/**
 * A server of which several nodes share a Redis.
 */
public enum ClusterPeer {

	/**
	 * This project, with a Redis that loses nothing when it is killed.
	 */
	STARTER_ALWAYS("sse-spring-boot-starter, `appendfsync always`", true, "--appendonly", "yes", "--appendfsync",
			"always"),

	/**
	 * This project, with a Redis that may lose a second.
	 */
	STARTER("sse-spring-boot-starter, `appendfsync everysec`", true, "--appendonly", "yes", "--appendfsync",
			"everysec"),

	/**
	 * A loop over emitters behind a channel of Redis.
	 */
	NAIVE("Redis pub/sub and an `SseEmitter` loop", true),

	/**
	 * The nginx module, in C.
	 */
	NCHAN("nchan (nginx, C) with Redis", false);

	private final String label;

	private final boolean java;

	private final List<String> redisOptions;

	ClusterPeer(String label, boolean java, String... redisOptions) {
		this.label = label;
		this.java = java;
		this.redisOptions = List.of(redisOptions);
	}

	/**
	 * Return what to call the server.
	 * @return the label
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return whether a node publishes by itself, at {@code /run}: others are posted to.
	 * @return whether that is so
	 */
	public boolean isJava() {
		return this.java;
	}

	/**
	 * Return whether its program is installed.
	 * @return whether that is so
	 */
	public boolean isInstalled() {
		return this.java || (Installation.isOnPath("nginx")
				&& Files.exists(Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so")));
	}

	/**
	 * Start the Redis that nodes share.
	 * @param installation where programs are
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess startRedis(Installation installation) throws IOException {
		return installation.startRedis(this.redisOptions.toArray(new String[0]));
	}

	/**
	 * Start a node.
	 * @param installation where programs are
	 * @param redis the Redis that it shares with others
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess start(Installation installation, ServerProcess redis) throws IOException {
		return switch (this) {
			case STARTER, STARTER_ALWAYS -> installation.startMain(ClusterApplication.class, "--sse.cluster.name=load",
					"--spring.data.redis.port=" + redis.port());
			case NAIVE ->
				installation.startMain(NaiveClusterApplication.class, "--spring.data.redis.port=" + redis.port());
			case NCHAN -> installation.startNginx("nchan-redis", redis);
		};
	}

}
