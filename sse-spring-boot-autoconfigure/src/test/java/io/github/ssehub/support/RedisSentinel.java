package io.github.ssehub.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * Watches a Redis server, and has its replica take its place.
 */
public final class RedisSentinel implements AutoCloseable {

	/**
	 * What the primary is called.
	 */
	public static final String MASTER = "shop-redis";

	private final int port;

	private final Path folder;

	private final Process process;

	private RedisSentinel(int port, Path folder, Process process) {
		this.port = port;
		this.folder = folder;
		this.process = process;
	}

	/**
	 * Watch a server that has a replica.
	 * @param primary the server
	 * @return what watches it, and knows of the replica
	 */
	public static RedisSentinel watch(RedisServer primary) {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = socket.getLocalPort();
			socket.close();
			Path folder = Files.createTempDirectory("sentinel");
			Path configuration = folder.resolve("sentinel.conf");
			Files.writeString(configuration, """
					port %1$d
					bind 127.0.0.1
					dir %2$s
					sentinel monitor %3$s 127.0.0.1 %4$d 1
					sentinel down-after-milliseconds %3$s 2000
					sentinel failover-timeout %3$s 3000
					""".formatted(port, folder, MASTER, primary.port()));
			Process process = new ProcessBuilder(RedisBinary.path(), configuration.toString(), "--sentinel")
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("log").toFile())
				.start();
			RedisSentinel sentinel = new RedisSentinel(port, folder, process);
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			await().atMost(Duration.ofSeconds(30)).until(sentinel::knowsReplica);
			return sentinel;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean knowsReplica() {
		try {
			return RedisServer.command(this.port, "SENTINEL", "MASTER", MASTER).contains("num-slaves\n1");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
