package io.github.ssehub.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * As many idle streams as a machine takes, on several servers if one may not have that
 * many files open: what they cost in memory, of the servers and of the kernel, and what
 * their heartbeats cost.
 */
final class DensityBenchmark {

	private static final String PATH = "/rooms/idle";

	private static final Pattern KERNEL = Pattern.compile("Slab: +(\\d+) kB");

	private static final int WARM_UP = 200;

	private final Installation installation;

	private final int servers;

	private final int streams;

	private final Duration time;

	private final List<String> heartbeats;

	DensityBenchmark(Installation installation, Options options) {
		this.installation = installation.withJvmOptions("-Xmx2g", "-XX:NativeMemoryTracking=summary");
		this.servers = options.number("servers", 6);
		this.streams = options.number("streams", 16_700);
		this.time = options.seconds("seconds", 60);
		this.heartbeats = options.list("heartbeats", List.of("0", "20s"));
	}

	void run(Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("heartbeat", "servers", "streams", "opened/s", "heap KB a stream",
				"direct KB a stream", "RSS KB a stream", "kernel KB a stream, both ends", "CPU of all servers",
				"CPU us a stream and heartbeat");
		for (String heartbeat : this.heartbeats) {
			measure(heartbeat, table);
		}
		report.add(table.toString());
	}

	private void measure(String heartbeat, MarkdownTable table) throws IOException {
		List<ServerProcess> started = new ArrayList<>();
		List<Clients> clients = new ArrayList<>();
		try {
			for (int i = 0; i < this.servers; i++) {
				ServerProcess server = this.installation.startSampleOnJetty("--sse.server.small-buffers=true",
						"--sse.heartbeat=" + heartbeat);
				started.add(server);
				try (Clients warmUp = new Clients(server.port(), WARM_UP)) {
					warmUp.awaitOpen();
				}
			}
			ServerProcess.pause(Duration.ofSeconds(2));
			Memory before = Memory.of(started);
			double perSecond = 0;
			for (ServerProcess server : started) {
				Clients opening = new Clients(server.port(), this.streams);
				clients.add(opening);
				perSecond += opening.awaitOpen() / this.servers;
			}
			ServerProcess.pause(Duration.ofSeconds(2));
			Duration idle = cpu(started);
			ServerProcess.pause(this.time);
			double seconds = cpu(started).minus(idle).toNanos() / 1e9;
			int all = this.servers * this.streams;
			// Without heartbeats there is no figure for each
			double beats = heartbeat.equals("0") ? Double.NaN
					: all * (double) this.time.toSeconds() / Integer.parseInt(heartbeat.replace("s", ""));
			Memory memory = Memory.of(started).minus(before);
			table.add(heartbeat, String.valueOf(this.servers), "%,d".formatted(all), "%,.0f".formatted(perSecond),
					memory.heapPerStream(all), memory.directPerStream(all), memory.residentPerStream(all),
					memory.kernelPerStream(all), "%.1f %%".formatted(100 * seconds / this.time.toSeconds()),
					Double.isNaN(beats) ? "" : Figures.format(1e6 * seconds / beats));
		}
		finally {
			for (Clients each : clients) {
				each.close();
			}
			started.forEach(ServerProcess::close);
		}
	}

	private static Duration cpu(List<ServerProcess> servers) {
		return servers.stream().map(ServerProcess::cpu).reduce(Duration.ZERO, Duration::plus);
	}

	private record Memory(long heap, long direct, long resident, long kernel) {

		static Memory of(List<ServerProcess> servers) throws IOException {
			long heap = 0;
			long direct = 0;
			long resident = 0;
			for (ServerProcess server : servers) {
				// Before a collection is asked for: what the system sees
				resident += server.residentBytes();
				heap += server.heapBytes();
				direct += server.directBytes();
			}
			Matcher matcher = KERNEL.matcher(Files.readString(Path.of("/proc/meminfo")));
			return new Memory(heap, direct, resident, matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0);
		}

		Memory minus(Memory other) {
			return new Memory(this.heap - other.heap, this.direct - other.direct, this.resident - other.resident,
					this.kernel - other.kernel);
		}

		String heapPerStream(int streams) {
			return perStream(this.heap, streams);
		}

		String directPerStream(int streams) {
			return perStream(this.direct, streams);
		}

		String residentPerStream(int streams) {
			return perStream(this.resident, streams);
		}

		String kernelPerStream(int streams) {
			return perStream(this.kernel, streams);
		}

		private static String perStream(long bytes, int streams) {
			return Figures.format(Math.max(0, bytes / 1024.0 / streams));
		}

	}

	private static final class Clients implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		Clients(int port, int streams) throws IOException {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx256m", "-cp", System.getProperty("java.class.path"), IdleClients.class.getName(),
					String.valueOf(port), PATH, String.valueOf(streams))
				.redirectError(Redirect.INHERIT)
				.start();
			this.out = new BufferedReader(
					new InputStreamReader(this.process.getInputStream(), StandardCharsets.US_ASCII));
		}

		// Returns how many there were a second
		double awaitOpen() throws IOException {
			String line = this.out.readLine();
			if (line == null) {
				throw new IOException("Streams could not be opened");
			}
			return Double.parseDouble(line);
		}

		@Override
		public void close() throws IOException {
			this.process.getOutputStream().close();
			this.process.onExit().join();
		}

	}

}
