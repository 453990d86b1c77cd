package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.benchmarks.driver.Flood;
import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * A client that is refused all the time beside others that read: the same load without
 * it, with its refusals, and with as many by another server on this machine, which tells
 * what the machine itself makes of so many requests.
 */
final class RefusalBenchmark {

	private static final String PATH = "/rooms/load";

	private static final String REFUSED_PATH = "/rooms/quiet";

	private final Installation installation;

	private final int streams;

	private final int refusals;

	private final int rounds;

	private final boolean jetty;

	private final Load load;

	RefusalBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.streams = options.number("streams", 1000);
		this.refusals = options.number("refusals", 10_000);
		this.rounds = options.number("rounds", 5);
		this.jetty = options.list("server", List.of("tomcat")).contains("jetty");
		this.load = Load.paced(options.seconds("duration", 5), options.number("size", 200), options.number("rate", 50));
	}

	void run(Report report) throws IOException {
		MarkdownTable table = new MarkdownTable("round", "p99 alone, ms", "p99 with refusals, ms", "ratio",
				"refusals/s", "p99 with those of nginx, ms", "ratio");
		List<Double> ratios = new ArrayList<>();
		List<Double> others = new ArrayList<>();
		List<Socket> places = new ArrayList<>();
		try (ServerProcess server = start();
				ServerProcess nginx = this.installation.startNginx("refusing");
				LoadDriver driver = new LoadDriver(server.port())) {
			driver.open(this.streams, (stream) -> PATH, "");
			takePlaces(server.port(), places);
			for (int round = 0; round <= this.rounds; round++) {
				LoadResult alone = driver.run(this.load, (event) -> PATH, this.streams);
				Flooded refused = runWith(driver, server.port());
				Flooded other = runWith(driver, nginx.port());
				report.progress("Round %d: %.1f / %.1f / %.1f ms".formatted(round, alone.p99(), refused.result().p99(),
						other.result().p99()));
				if (round > 0) {
					ratios.add(refused.result().p99() / alone.p99());
					others.add(other.result().p99() / alone.p99());
					table.add(String.valueOf(round), Figures.format(alone.p99()),
							Figures.format(refused.result().p99()), Figures.ratio(refused.result().p99(), alone.p99()),
							"%,.0f".formatted(refused.rate()), Figures.format(other.result().p99()),
							Figures.ratio(other.result().p99(), alone.p99()));
				}
			}
		}
		finally {
			for (Socket place : places) {
				place.close();
			}
		}
		table.add("median", "", "", Figures.format(Figures.median(ratios)) + " x", "", "",
				Figures.format(Figures.median(others)) + " x");
		report.add("%,d streams at %.0f events/s of %d bytes, alone and beside %,d requests a second.%n"
			.formatted(this.streams, this.load.rate(), this.load.size(), this.refusals));
		report.add(table.toString());
	}

	private ServerProcess start() throws IOException {
		String limit = "--sse.limits.per-address=" + this.streams;
		return this.jetty ? this.installation.startSampleOnJetty(limit) : this.installation.startSample(limit);
	}

	// All that the address of the flood may have
	private void takePlaces(int port, List<Socket> places) throws IOException {
		for (int i = 0; i < this.streams; i++) {
			Socket socket = Flood.connect(port);
			places.add(socket);
			socket.getOutputStream()
				.write(("GET " + REFUSED_PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			if (socket.getInputStream().read() < 0) {
				throw new IOException("The server does not answer");
			}
		}
	}

	private Flooded runWith(LoadDriver driver, int port) throws IOException {
		try (Flood flood = Flood.start(port, REFUSED_PATH, 429, this.refusals)) {
			LoadResult result = driver.run(this.load, (event) -> PATH, this.streams);
			return new Flooded(result, flood.rate());
		}
	}

	/**
	 * What a load came to beside a flood.
	 *
	 * @param result the load
	 * @param rate answers of the flood a second
	 */
	private record Flooded(LoadResult result, double rate) {

	}

}
