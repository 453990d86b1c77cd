package io.github.ssehub.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with a real server in a process of its own, which a test may kill.
 */
public final class NodeProcess implements AutoCloseable {

	private static final String READY = "Listens on ";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final Process process;

	private final Path output;

	private final Thread shutdownHook = new Thread(this::kill);

	private volatile int port;

	private NodeProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
	}

	/**
	 * Begin to start an application, which may take seconds.
	 * @param kind the server
	 * @param application the application
	 * @param properties as for a {@link TestServer}
	 * @return the process
	 */
	public static NodeProcess start(TestServer.Kind kind, Class<?> application, String... properties) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m", "-Xshare:auto",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
						NodeProcess.class.getName(), kind.name(), application.getName()));
		command.addAll(List.of(properties));
		try {
			Path output = Files.createTempFile("node", ".log");
			return new NodeProcess(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start(),
					output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run an application until nobody holds the other end of the standard input.
	 * @param args the server, the application and its properties
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		Class<?> application = Class.forName(args[1]);
		try (TestServer server = TestServer.start(TestServer.Kind.valueOf(args[0]), application,
				Arrays.copyOfRange(args, 2, args.length))) {
			System.out.println(READY + server.port());
			System.in.readAllBytes();
		}
	}

	/**
	 * Return where the application listens.
	 * @return the port, once the application is ready
	 */
	public int port() {
		if (this.port == 0) {
			await().atMost(START_TIMEOUT).pollInterval(Duration.ofMillis(20)).until(this::isReady);
		}
		return this.port;
	}

	private boolean isReady() {
		String output = output();
		assertThat(this.process.isAlive()).as(() -> "process runs: " + output).isTrue();
		output.lines()
			.filter((line) -> line.startsWith(READY))
			.findFirst()
			.ifPresent((line) -> this.port = Integer.parseInt(line.substring(READY.length())));
		return this.port > 0;
	}

	/**
	 * Return what the process has written.
	 * @return the output, to be told with a failure
	 */
	public String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * End the process at once, as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
		Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		try {
			Files.delete(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
