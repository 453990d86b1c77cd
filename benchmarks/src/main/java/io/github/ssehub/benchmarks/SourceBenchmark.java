package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.ssehub.benchmarks.driver.Drain;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.peers.SourceApplication;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * What an element costs: from a room that all streams are in, from a source for each
 * stream, and from a {@code Flux} without this library, in turns on one server.
 */
final class SourceBenchmark {

	private static final int ENDLESS = 100;

	private final Installation installation;

	private final int streams;

	private final int rounds;

	private final Duration duration;

	SourceBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.streams = options.number("streams", 1000);
		this.rounds = options.number("rounds", 3);
		this.duration = options.seconds("duration", 8);
	}

	void run(Report report) throws IOException {
		List<Contender> contenders = List.of(new Contender("/room", "broadcast to one room"),
				new Contender("/source", "`Flux` for each caller, `@SseEndpoint`"),
				new Contender("/plain", "`Flux` for each caller, Spring MVC alone"));
		List<Double> alone = new ArrayList<>();
		try (ServerProcess server = this.installation.startMain(SourceApplication.class)) {
			for (int round = 0; round <= this.rounds; round++) {
				double micros = measureAlone(server);
				report.progress("Round %d, sources alone: %.1f us".formatted(round, micros));
				if (round > 0) {
					alone.add(micros);
				}
				for (Contender contender : contenders) {
					Measurement measurement = measure(server, contender.path);
					report.progress("Round %d, %s: %s".formatted(round, contender.path, measurement));
					if (round > 0) {
						contender.measurements.add(measurement);
					}
				}
			}
		}
		MarkdownTable table = new MarkdownTable("", "CPU us an element", "ratio", "p50 ms", "p99 ms", "elements/s");
		double reference = contenders.get(0).median(Measurement::micros);
		contenders
			.forEach((contender) -> table.add(contender.label, Figures.format(contender.median(Measurement::micros)),
					Figures.ratio(contender.median(Measurement::micros), reference),
					Figures.format(contender.median((m) -> m.result.p50())),
					Figures.format(contender.median((m) -> m.result.p99())),
					Figures.format(contender.median((m) -> m.result.rate()))));
		report
			.add("%,d streams, %d elements a second each, of 200 bytes; median of %d rounds of %d s on a warm server.%n"
				.formatted(this.streams, SourceApplication.RATE, this.rounds, this.duration.toSeconds()));
		report.add(table.toString());
		report.add("The same sources, written to nobody: median of %s us an element.%n"
			.formatted(Figures.format(Figures.median(alone))));
		runBesideEndless(report);
	}

	// Sources that never end and always have more, with clients that read all of it
	private void runBesideEndless(Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("round", "p99 without, ms", "p99 with, ms", "ratio", "MB/s beside");
		List<Double> ratios = new ArrayList<>();
		try (ServerProcess server = this.installation.startMain(SourceApplication.class);
				LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(ENDLESS, (stream) -> "/room", "");
			for (int round = 0; round <= this.rounds; round++) {
				double without = driver.listen(this.duration).p99();
				try (Drain drain = new Drain(server.port(), "/endless", ENDLESS)) {
					driver.listen(Duration.ofSeconds(1));
					long before = drain.bytes();
					double with = driver.listen(this.duration).p99();
					double rate = (drain.bytes() - before) / 1e6 / this.duration.toSeconds();
					report.progress("Round %d: %.2f / %.2f ms beside %.0f MB/s".formatted(round, without, with, rate));
					if (round > 0) {
						ratios.add(with / without);
						table.add(String.valueOf(round), Figures.format(without), Figures.format(with),
								Figures.ratio(with, without), Figures.format(rate));
					}
				}
			}
		}
		table.add("median", "", "", Figures.format(Figures.median(ratios)) + " x", "");
		report.add("%d streams of a room at %d events/s, without and with %d endless sources beside them.%n"
			.formatted(ENDLESS, SourceApplication.RATE, ENDLESS));
		report.add(table.toString());
	}

	private Measurement measure(ServerProcess server, String path) throws IOException {
		try (LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(this.streams, (stream) -> path, "");
			driver.listen(Duration.ofSeconds(2));
			Duration start = server.cpu();
			LoadResult result = driver.listen(this.duration);
			Duration cpu = server.cpu().minus(start);
			return new Measurement(result, cpu.toNanos() / 1000.0 / result.deliveries());
		}
	}

	// What the elements cost before anybody writes them
	private double measureAlone(ServerProcess server) throws IOException {
		runAlone(server, this.streams);
		try {
			ServerProcess.pause(Duration.ofSeconds(2));
			Duration start = server.cpu();
			ServerProcess.pause(this.duration);
			Duration cpu = server.cpu().minus(start);
			return cpu.toNanos() / 1000.0 / (this.streams * SourceApplication.RATE * this.duration.toSeconds());
		}
		finally {
			runAlone(server, 0);
		}
	}

	private static void runAlone(ServerProcess server, int count) throws IOException {
		URI uri = URI.create("http://localhost:" + server.port() + "/alone?count=" + count);
		HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
		try {
			HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Contender(String path, String label, List<Measurement> measurements) {

		Contender(String path, String label) {
			this(path, label, new ArrayList<>());
		}

		double median(ToDoubleFunction<Measurement> value) {
			return Figures.median(this.measurements.stream().map(value::applyAsDouble).toList());
		}

	}

	private record Measurement(LoadResult result, double micros) {

		@Override
		public String toString() {
			return "%.1f us, p50 %.1f ms, p99 %.1f ms, %.0f/s, closed %d".formatted(this.micros, this.result.p50(),
					this.result.p99(), this.result.rate(), this.result.closed());
		}

	}

}
