package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * What idle streams cost, and where it goes.
 */
final class MemoryBenchmark {

	private static final String PATH = "/rooms/load";

	private static final int HISTOGRAM_LINES = 16;

	private final Installation installation;

	private final List<String> counts;

	private final String[] arguments;

	MemoryBenchmark(Installation installation, Options options) {
		this.installation = installation.withJvmOptions("-Xmx4g", "-XX:NativeMemoryTracking=summary");
		this.counts = options.list("streams", List.of("1000", "5000", "15000"));
		this.arguments = options.list("server", List.of()).toArray(String[]::new);
	}

	void run(Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("", "streams", "heap KB a stream", "direct KB a stream",
				"RSS KB a stream", "threads");
		StringBuilder histograms = new StringBuilder();
		for (String container : List.of("Tomcat", "Jetty")) {
			for (String count : this.counts) {
				measure(container, Integer.parseInt(count), table, histograms);
			}
		}
		report.add(table.toString());
		report.add(histograms.toString());
	}

	private void measure(String container, int streams, MarkdownTable table, StringBuilder histograms)
			throws IOException {
		try (ServerProcess server = container.equals("Tomcat") ? this.installation.startSample(this.arguments)
				: this.installation.startSampleOnJetty(this.arguments);
				LoadDriver driver = new LoadDriver(server.port())) {
			// Thread pools and caches are not what a stream costs
			try (LoadDriver warmUp = new LoadDriver(server.port())) {
				warmUp.open(200, (stream) -> PATH, "");
			}
			ServerProcess.pause(Duration.ofSeconds(1));
			long heap = server.heapBytes();
			long direct = server.directBytes();
			long resident = server.residentBytes();
			driver.open(streams, (stream) -> PATH, "");
			ServerProcess.pause(Duration.ofSeconds(1));
			// Before a collection is asked for: what the system sees
			long residentAfter = server.residentBytes();
			table.add(container, "%,d".formatted(streams), perStream(server.heapBytes() - heap, streams),
					perStream(server.directBytes() - direct, streams), perStream(residentAfter - resident, streams),
					String.valueOf(server.threads()));
			if (streams == Integer.parseInt(this.counts.get(this.counts.size() - 1))) {
				histograms.append("%s, %,d streams:%n%n```%n%s%n```%n%n".formatted(container, streams,
						server.histogram().lines().limit(HISTOGRAM_LINES).collect(Collectors.joining("\n"))));
			}
		}
	}

	private static String perStream(long bytes, int streams) {
		return Figures.format(Math.max(0, bytes / 1024.0 / streams));
	}

}
