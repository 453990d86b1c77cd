package io.github.ssehub.benchmarks;

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
import java.util.stream.Stream;

import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * Readers that have stopped beside healthy ones: the same load with and without them, in
 * turns on one server.
 */
final class StalledBenchmark {

	private static final String PATH = "/rooms/load";

	private static final int RECEIVE_BUFFER_BYTES = 4096;

	private final Installation installation;

	private final int healthy;

	private final int stalled;

	private final int rounds;

	private final Load load;

	StalledBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.healthy = options.number("streams", 1000);
		this.stalled = options.number("stalled", 1000);
		this.rounds = options.number("rounds", 5);
		this.load = Load.paced(options.seconds("duration", 5), options.number("size", 2000),
				options.number("rate", 20));
	}

	void run(Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("round", "p99 without, ms", "p99 with, ms", "ratio", "not writable",
				"threads", "heap MB");
		List<Double> ratios = new ArrayList<>();
		// They must stay for as long as they are measured
		try (ServerProcess server = this.installation.startSample("--sse.write-timeout=10m", "--sse.replay.size=64MB");
				LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(this.healthy, (stream) -> PATH, "");
			for (int round = 0; round <= this.rounds; round++) {
				LoadResult without = driver.run(this.load, (event) -> PATH, this.healthy);
				String before = server.threads() + " to ";
				List<Socket> sockets = openStalled(server.port());
				fill(driver);
				long full = countFull(server.port());
				LoadResult with = driver.run(this.load, (event) -> PATH, this.healthy);
				String threads = before + server.threads();
				String heap = Figures.format(server.heapBytes() / 1e6);
				report.progress("Round %d: %.1f / %.1f ms, %d full".formatted(round, without.p99(), with.p99(), full));
				if (round > 0) {
					ratios.add(with.p99() / without.p99());
					table.add(String.valueOf(round), Figures.format(without.p99()), Figures.format(with.p99()),
							Figures.ratio(with.p99(), without.p99()), String.valueOf(full), threads, heap);
				}
				close(sockets);
				// Their connections are noticed to be gone when they are written to
				driver.run(Load.paced(Duration.ofSeconds(2), 26, 20), (event) -> PATH, this.healthy);
			}
		}
		table.add("median", "", "", Figures.format(Figures.median(ratios)) + " x", "", "", "");
		report.add("%,d healthy streams at %.0f events/s of %d bytes, without and with %,d that do not read.%n"
			.formatted(this.healthy, this.load.rate(), this.load.size(), this.stalled));
		report.add(table.toString());
	}

	private List<Socket> openStalled(int port) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < this.stalled; i++) {
			Socket socket = new Socket();
			socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.getOutputStream()
				.write(("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			sockets.add(socket);
		}
		return sockets;
	}

	// More than the kernel takes for a client that does not read
	private void fill(LoadDriver driver) throws IOException {
		driver.run(new Load(Duration.ofSeconds(4), 60_000, 4, 0), (event) -> PATH, this.healthy);
	}

	// Sockets of the server whose send queue holds more than an event
	private static long countFull(int port) throws IOException {
		String suffix = ":%04X".formatted(port);
		try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp6"))) {
			return lines.map((line) -> line.trim().split("\\s+"))
				.filter((fields) -> fields.length > 4 && fields[1].endsWith(suffix))
				.filter((fields) -> Long.parseLong(fields[4].split(":")[0], 16) > 64 * 1024)
				.count();
		}
	}

	private static void close(List<Socket> sockets) throws IOException {
		for (Socket socket : sockets) {
			socket.close();
		}
	}

}
