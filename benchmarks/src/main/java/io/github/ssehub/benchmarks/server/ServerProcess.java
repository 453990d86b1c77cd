package io.github.ssehub.benchmarks.server;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that runs as a process of its own.
 */
public final class ServerProcess implements Closeable {

	private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

	private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	private static final Pattern HEAP_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

	private static final Pattern OTHER_MEMORY = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)\\)");

	private final Process process;

	private final int port;

	private ServerProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a server and wait until it accepts connections.
	 * @param command the command and its arguments
	 * @param directory the working directory
	 * @param log where its output goes
	 * @param port the port that it will listen on
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public static ServerProcess start(List<String> command, Path directory, Path log, int port) throws IOException {
		Files.createDirectories(log.toAbsolutePath().getParent());
		File logFile = log.toFile();
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(logFile)
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		ServerProcess server = new ServerProcess(process, port);
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!server.accepts()) {
			if (!process.isAlive() || System.nanoTime() > deadline) {
				server.close();
				throw new IOException("The server did not start, see " + logFile);
			}
			pause(Duration.ofMillis(50));
		}
		return server;
	}

	private boolean accepts() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Let time pass, as a measurement has to.
	 * @param duration how long
	 */
	public static void pause(Duration duration) {
		try {
			Thread.currentThread().join(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the port of the server.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	private Stream<ProcessHandle> processes() {
		return Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants());
	}

	/**
	 * Return the processor time that the server has used.
	 * @return the time, of all of its processes
	 */
	public Duration cpu() {
		return processes().map((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return the resident memory of the server.
	 * @return bytes, of all of its processes
	 * @throws IOException if the system does not tell
	 */
	public long residentBytes() throws IOException {
		long bytes = 0;
		for (ProcessHandle process : processes().toList()) {
			Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
			bytes += match(RESIDENT, Files.readString(status)) * 1024;
		}
		return bytes;
	}

	/**
	 * Return what is on the heap of a Java server after a full collection.
	 * @return bytes
	 * @throws IOException if the server cannot be asked
	 */
	public long heapBytes() throws IOException {
		return match(HEAP_TOTAL, histogram());
	}

	/**
	 * Return what takes the heap of a Java server after a full collection.
	 * @return the class histogram, greatest first
	 * @throws IOException if the server cannot be asked
	 */
	public String histogram() throws IOException {
		return jcmd("GC.class_histogram");
	}

	/**
	 * Return the direct memory of a Java server that was started with
	 * {@code -XX:NativeMemoryTracking=summary}.
	 * @return bytes
	 * @throws IOException if the server cannot be asked
	 */
	public long directBytes() throws IOException {
		return match(OTHER_MEMORY, jcmd("VM.native_memory", "scale=b"));
	}

	/**
	 * Return the number of threads of a Java server.
	 * @return the number of threads
	 * @throws IOException if the server cannot be asked
	 */
	public int threads() throws IOException {
		try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(this.process.pid()), "task"))) {
			return (int) tasks.count();
		}
	}

	private String jcmd(String... command) throws IOException {
		List<String> full = new ArrayList<>();
		full.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
		full.add(String.valueOf(this.process.pid()));
		full.addAll(List.of(command));
		Process jcmd = new ProcessBuilder(full).redirectErrorStream(true).start();
		return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static long match(Pattern pattern, String text) throws IOException {
		Matcher matcher = pattern.matcher(text);
		if (!matcher.find()) {
			throw new IOException("No " + pattern + " in " + text.substring(0, Math.min(200, text.length())));
		}
		return Long.parseLong(matcher.group(1));
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
