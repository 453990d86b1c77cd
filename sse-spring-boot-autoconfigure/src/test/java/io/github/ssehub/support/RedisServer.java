package io.github.ssehub.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A Redis server of its own process, which a test may stop, kill and start again with
 * what it has kept.
 */
public final class RedisServer implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private final int port;

	private final Path folder;

	private final List<String> options;

	private final Thread shutdownHook = new Thread(this::kill);

	private Process process;

	private RedisServer(int port, Path folder, List<String> options) {
		this.port = port;
		this.folder = folder;
		this.options = options;
	}

	/**
	 * Start a server that loses nothing when it is killed.
	 * @param options further options, such as {@code --maxmemory 10mb}
	 * @return the server
	 */
	public static RedisServer start(String... options) {
		// Where there is none, the test is skipped and nothing is to be left behind
		RedisBinary.path();
		RedisServer server = create(List.of(options));
		server.orClose(server::restart);
		return server;
	}

	private static RedisServer create(List<String> options) {
		try {
			RedisServer server = new RedisServer(freePort(), Files.createTempDirectory("redis"), options);
			Runtime.getRuntime().addShutdownHook(server.shutdownHook);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void orClose(Runnable start) {
		try {
			start.run();
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Start a server that follows another one.
	 * @param primary the other one
	 * @return the server
	 */
	public static RedisServer startReplicaOf(RedisServer primary) {
		RedisServer replica = start("--replicaof", "127.0.0.1", String.valueOf(primary.port));
		replica.orClose(() -> await().atMost(START_TIMEOUT)
			.until(() -> replica.command("INFO", "replication").contains("link_status:up")));
		return replica;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Start the process again, with the port and the folder that it had.
	 */
	public void restart() {
		List<String> command = new ArrayList<>(List.of(RedisBinary.path(), "--port", String.valueOf(this.port),
				"--bind", "127.0.0.1", "--dir", this.folder.toString(), "--save", "", "--appendonly", "yes",
				"--appendfsync", "always", "--repl-diskless-sync-delay", "0"));
		command.addAll(this.options);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await().atMost(START_TIMEOUT).pollInterval(Duration.ofMillis(5)).until(this::isUp);
	}

	/**
	 * Start the process again if it is not running.
	 */
	public void ensureUp() {
		if (!this.process.isAlive()) {
			restart();
		}
	}

	private boolean isUp() {
		assertThat(this.process.isAlive()).as(() -> "redis-server runs: " + log()).isTrue();
		try {
			return command("PING").equals("PONG");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	private String log() {
		try {
			return Files.readString(this.folder.resolve("log"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	public int port() {
		return this.port;
	}

	/**
	 * Stop the process where it is, with all its connections open.
	 */
	public void freeze() {
		signal("STOP");
	}

	public void unfreeze() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start();
			assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
			assertThat(kill.exitValue()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * End the process at once, as {@code kill -9} does.
	 */
	public void kill() {
		if (this.process != null) {
			this.process.destroyForcibly();
			this.process.onExit().join();
		}
	}

	/**
	 * Drop the end of what the process has kept, as a machine does that goes down before
	 * it has written all. The process must not be running.
	 * @param bytes how much to drop
	 */
	public void loseEnd(int bytes) {
		byte[] content = kept();
		putBack(Arrays.copyOf(content, content.length - bytes));
	}

	/**
	 * Drop the end of what the process has kept, from the last mention of something on.
	 * The process must not be running.
	 * @param text what is mentioned
	 */
	public void loseFrom(String text) {
		byte[] content = kept();
		int start = new String(content, StandardCharsets.ISO_8859_1).lastIndexOf(text);
		assertThat(start).as("place of %s", text).isPositive();
		putBack(Arrays.copyOf(content, start));
	}

	/**
	 * Return what the process has kept.
	 * @return a copy
	 */
	public byte[] kept() {
		try {
			return Files.readAllBytes(this.folder.resolve("appendonly.aof"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Have the process find what it had kept earlier. It must not be running.
	 * @param kept what it had kept
	 */
	public void putBack(byte[] kept) {
		try {
			Files.write(this.folder.resolve("appendonly.aof"), kept);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Forget what the process has kept. It must not be running.
	 */
	public void loseAll() {
		try {
			Files.delete(this.folder.resolve("appendonly.aof"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run a command on a connection of its own.
	 * @param command the command
	 * @return the reply as text, the elements of an array one a line
	 */
	public String command(String... command) {
		return command(this.port, command);
	}

	static String command(int port, String... command) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout((int) START_TIMEOUT.toMillis());
			ByteArrayOutputStream request = new ByteArrayOutputStream();
			request.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
			for (String argument : command) {
				byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
				request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
				request.writeBytes(bytes);
				request.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
			}
			socket.getOutputStream().write(request.toByteArray());
			return readReply(new BufferedInputStream(socket.getInputStream()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String readReply(InputStream in) throws IOException {
		String line = readLine(in);
		String rest = line.substring(1);
		switch (line.charAt(0)) {
			case '$':
				int length = Integer.parseInt(rest);
				String text = (length < 0) ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
				return (length < 0) ? text : text + readLine(in);
			case '*':
				List<String> elements = new ArrayList<>();
				for (int i = 0; i < Integer.parseInt(rest); i++) {
					elements.add(readReply(in));
				}
				return String.join("\n", elements);
			case '-':
				throw new IOException(rest);
			default:
				return rest;
		}
	}

	private static String readLine(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0) {
				throw new EOFException("Connection was closed");
			}
			if (b != '\r') {
				line.append((char) b);
			}
		}
		return line.toString();
	}

	@Override
	public void close() {
		kill();
		Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
