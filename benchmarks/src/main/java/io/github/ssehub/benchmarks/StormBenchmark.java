package io.github.ssehub.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * Clients that all come back at once and replay what they have missed, beside clients
 * that are live. The same live load is measured without them, then with them, in turns.
 */
final class StormBenchmark {

	private static final String PATH = "/rooms/load";

	private static final Duration WARM_UP_DURATION = Duration.ofSeconds(2);

	private final Installation installation;

	private final int streams;

	private final int returning;

	private final int rounds;

	private final Duration duration;

	private final double rate;

	private final int warmUps;

	StormBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.streams = options.number("streams", 200);
		this.returning = options.number("returning", 1000);
		this.rounds = options.number("rounds", 5);
		this.duration = options.seconds("duration", 10);
		this.rate = options.number("rate", 100);
		this.warmUps = options.number("warm-ups", 12);
	}

	void run(Report report) throws IOException {
		report.add(
				"%,d live streams at %.0f events/s for %d s; with the storm, %,d clients come back in that time and replay %,.0f events each."
					.formatted(this.streams, this.rate, this.duration.toSeconds(), this.returning, missed()));
		try (ServerProcess server = this.installation.startSample("--sse.replay.events=5000", "--sse.replay.size=8MB");
				Storm storm = new Storm(server.port());
				LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(this.streams, (stream) -> PATH, "");
			measure(server, driver, storm, report);
		}
	}

	private void measure(ServerProcess server, LoadDriver driver, Storm storm, Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("round", "p99 without, ms", "p99 with, ms", "ratio", "storm",
				"heap after, MB");
		round("cold", server, driver, storm, report, table);
		warmUp(server, driver, storm, report);
		List<Double> ratios = new ArrayList<>();
		for (int round = 1; round <= this.rounds; round++) {
			ratios.add(round(String.valueOf(round), server, driver, storm, report, table));
		}
		table.add("median", "", "", Figures.format(Figures.median(ratios)) + " x", "", "");
		report.add(table.toString());
	}

	private double round(String name, ServerProcess server, LoadDriver driver, Storm storm, Report report,
			MarkdownTable table) throws IOException {
		Load load = Load.paced(this.duration, 200, this.rate);
		String mark = publish(server.port());
		LoadResult without = driver.run(load, (event) -> PATH, this.streams);
		storm.begin(mark);
		LoadResult with = driver.run(load, (event) -> PATH, this.streams);
		String storms = storm.end();
		String heap = Figures.format(server.heapBytes() / 1e6);
		report.progress("Round " + name + ": " + without.p99() + " / " + with.p99() + " ms, " + storms);
		table.add(name, Figures.format(without.p99()), Figures.format(with.p99()),
				Figures.ratio(with.p99(), without.p99()), storms, heap);
		return with.p99() / without.p99();
	}

	// A storm is short: in the first ones the just-in-time compiler takes more of the
	// processor than the event loop
	private void warmUp(ServerProcess server, LoadDriver driver, Storm storm, Report report) throws IOException {
		String mark = publish(server.port());
		driver.run(Load.paced(this.duration, 200, this.rate), (event) -> PATH, this.streams);
		Load beside = Load.paced(WARM_UP_DURATION, 200, this.rate);
		for (int i = 1; i <= this.warmUps; i++) {
			storm.begin(mark);
			LoadResult with = driver.run(beside, (event) -> PATH, this.streams);
			report.progress("Storm " + i + " to warm up: " + with.p99() + " ms, " + storm.end());
		}
	}

	private double missed() {
		return this.duration.toSeconds() * this.rate;
	}

	// Return the id of the event
	private static String publish(int port) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + PATH))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString("mark"))
			.build();
		try {
			String body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
			return body.split("\"")[3];
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * The process of the clients that come back.
	 */
	private final class Storm implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		Storm(int port) throws IOException {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), StormClient.class.getName(), String.valueOf(port), PATH,
					String.valueOf(StormBenchmark.this.returning), String.valueOf((long) missed()))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			this.out = new BufferedReader(
					new InputStreamReader(this.process.getInputStream(), StandardCharsets.US_ASCII));
		}

		void begin(String id) throws IOException {
			OutputStream in = this.process.getOutputStream();
			in.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
			in.flush();
		}

		String end() throws IOException {
			return String.valueOf(this.out.readLine());
		}

		@Override
		public void close() {
			this.process.destroy();
		}

	}

}
