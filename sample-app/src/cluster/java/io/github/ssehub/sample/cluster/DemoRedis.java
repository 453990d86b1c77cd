package io.github.ssehub.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server that comes with the demo and goes with it.
 */
final class DemoRedis implements AutoCloseable {

	// An installed one is for machines that the others do not run on
	private static final List<ExecutableProvider> EXECUTABLES = List.of(ExecutableProvider.newJarResourceProvider(),
			() -> ExecutableProvider.newExecutableInPath("redis-server").get());

	private final int port;

	private final RedisServer server;

	private DemoRedis(int port, RedisServer server) {
		this.port = port;
		this.server = server;
	}

	static DemoRedis start() throws IOException {
		IOException failure = new IOException("No redis-server runs on this machine: install one");
		for (ExecutableProvider executable : EXECUTABLES) {
			try {
				int port = freePort();
				RedisServer server = RedisServer.newRedisServer()
					.executableProvider(executable)
					.bind("127.0.0.1")
					.port(port)
					.setting("save \"\"")
					.build();
				server.start();
				return new DemoRedis(port, server);
			}
			catch (IOException | RuntimeException ex) {
				failure.addSuppressed(ex);
			}
		}
		throw failure;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		try {
			this.server.stop();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
