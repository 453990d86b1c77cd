package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.peers.PublishApplication;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * How long {@code hub.broadcast} takes with few streams in the room, and with many, in
 * turns on one server.
 */
final class PublishBenchmark {

	// A few events a second would leave the code of the server interpreted for minutes
	private static final int WARM_UP_EVENTS = 30_000;

	private static final int WARM_UP_RATE = 5000;

	private final Installation installation;

	private final int few;

	private final int many;

	private final int rounds;

	private final int events;

	private final int rate;

	PublishBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.few = options.number("few", 10);
		this.many = options.number("many", 10_000);
		this.rounds = options.number("rounds", 5);
		this.events = options.number("events", 300);
		this.rate = options.number("rate", 5);
	}

	void run(Report report) throws IOException {
		List<double[]> fewTimes = new ArrayList<>();
		List<double[]> manyTimes = new ArrayList<>();
		try (ServerProcess server = this.installation.startMain(PublishApplication.class);
				LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(this.few, (stream) -> "/rooms/few", "");
			driver.open(this.many, (stream) -> "/rooms/many", "");
			measure(server, driver, "few", WARM_UP_EVENTS, WARM_UP_RATE);
			measure(server, driver, "many", this.events, this.rate);
			for (int round = 0; round < this.rounds; round++) {
				fewTimes.add(measure(server, driver, "few", this.events, this.rate));
				manyTimes.add(measure(server, driver, "many", this.events, this.rate));
			}
		}
		report.add("Microseconds of `hub.broadcast`, 200 bytes, %d a second; median of %d rounds of %d in turns.%n"
			.formatted(this.rate, this.rounds, this.events));
		MarkdownTable table = new MarkdownTable("streams in the room", "p50 us", "p99 us");
		table.add(String.valueOf(this.few), Figures.format(median(fewTimes, 0)), Figures.format(median(fewTimes, 1)));
		table.add(String.valueOf(this.many), Figures.format(median(manyTimes, 0)),
				Figures.format(median(manyTimes, 1)));
		table.add("ratio", Figures.ratio(median(manyTimes, 0), median(fewTimes, 0)),
				Figures.ratio(median(manyTimes, 1), median(fewTimes, 1)));
		report.add(table.toString());
	}

	private static double median(List<double[]> times, int index) {
		return Figures.median(times.stream().map((time) -> time[index]).toList());
	}

	private static double[] measure(ServerProcess server, LoadDriver driver, String room, int events, int rate)
			throws IOException {
		HttpRequest request = HttpRequest
			.newBuilder(URI
				.create("http://localhost:%d/rooms/%s?events=%d&rate=%d".formatted(server.port(), room, events, rate)))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		CompletableFuture<HttpResponse<String>> response = HttpClient.newHttpClient()
			.sendAsync(request, HttpResponse.BodyHandlers.ofString());
		driver.readWhile(() -> !response.isDone());
		String[] times = response.join().body().split(" ");
		return new double[] { Double.parseDouble(times[0]), Double.parseDouble(times[1]) };
	}

}
