package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.Peer;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * How fast each server opens streams, and what one costs it, in turns.
 */
final class ConnectBenchmark {

	private final Installation installation;

	private final Options options;

	private final int streams;

	private final int rounds;

	private final int warmUpRounds;

	ConnectBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
		this.streams = options.number("streams", 1000);
		this.rounds = options.number("rounds", 15);
		this.warmUpRounds = options.number("warm-up", 45);
	}

	void run(Report report) throws IOException {
		List<Contender> contenders = new ArrayList<>();
		try {
			for (Peer peer : this.options.peers(this.installation)) {
				contenders
					.add(new Contender(peer, peer.start(this.installation), new ArrayList<>(), new ArrayList<>()));
			}
			for (int round = 1; round <= this.warmUpRounds + this.rounds; round++) {
				for (Contender contender : contenders) {
					measure(contender, round > this.warmUpRounds);
				}
			}
		}
		finally {
			contenders.forEach((contender) -> contender.server.close());
		}
		MarkdownTable table = new MarkdownTable("", "connects/s", "ratio", "CPU us a stream", "ratio");
		Contender reference = contenders.get(0);
		for (Contender contender : contenders) {
			double rate = Figures.median(contender.rates);
			double micros = Figures.median(contender.micros);
			table.add(contender.peer.label(), Figures.format(rate),
					Figures.ratio(rate, Figures.median(reference.rates)), Figures.format(micros),
					Figures.ratio(micros, Figures.median(reference.micros)));
		}
		report.add("%,d streams opened, 40 at a time, then closed; median of %d rounds in turns, after %d to warm up."
			.formatted(this.streams, this.rounds, this.warmUpRounds));
		report.add(table.toString());
	}

	private void measure(Contender contender, boolean counts) throws IOException {
		try (LoadDriver driver = new LoadDriver(contender.server.port())) {
			Duration start = contender.server.cpu();
			double rate = driver.open(this.streams, (stream) -> contender.peer.subscribePath(), "");
			ServerProcess.pause(Duration.ofMillis(200));
			if (counts) {
				contender.rates.add(rate);
				contender.micros.add(contender.server.cpu().minus(start).toNanos() / 1000.0 / this.streams);
			}
		}
		// A servlet container notices that a client has gone when it writes to it
		try (LoadDriver driver = new LoadDriver(contender.server.port())) {
			driver.run(Load.paced(Duration.ofMillis(500), 26, 10), (event) -> contender.peer.publishPath(), 0);
		}
	}

	private record Contender(Peer peer, ServerProcess server, List<Double> rates, List<Double> micros) {

	}

}
