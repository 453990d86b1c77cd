package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.report.BarChart;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.Peer;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * All servers under the same load, in turns: as much as they can, then a steady rate.
 */
final class CompareBenchmark {

	private static final int WARM_UP_ROUNDS = 2;

	private final Installation installation;

	private final int streams;

	private final int size;

	private final int rounds;

	private final Load saturated;

	private final Load paced;

	private final int coldRounds;

	private final Load cold;

	private final List<Peer> peers;

	private final List<Contender> contenders = new ArrayList<>();

	CompareBenchmark(Installation installation, Options options) {
		this.installation = installation;
		this.streams = options.number("streams", 1000);
		this.size = options.number("size", 200);
		this.rounds = options.number("rounds", 5);
		this.saturated = Load.saturated(options.seconds("saturated", 3), this.size);
		this.paced = Load.paced(options.seconds("paced", 6), this.size, options.number("rate", 50));
		this.coldRounds = options.number("cold-rounds", 3);
		this.cold = Load.paced(options.seconds("cold", 4), this.size, this.paced.rate());
		this.peers = options.peers(installation);
	}

	void run(Report report) throws IOException {
		// Beside no other server
		List<List<LoadResult>> cold = new ArrayList<>();
		for (Peer peer : this.peers) {
			cold.add(measureCold(peer, report));
		}
		try {
			for (int i = 0; i < cold.size(); i++) {
				Peer peer = this.peers.get(i);
				this.contenders.add(new Contender(peer, peer.start(this.installation), new ArrayList<>(), cold.get(i)));
			}
			for (int round = 1 - WARM_UP_ROUNDS; round <= this.rounds; round++) {
				for (Contender contender : this.contenders) {
					Measurement measurement = measure(contender);
					if (round > 0) {
						contender.measurements.add(measurement);
					}
					report.progress("Round " + round + ", " + contender.label() + ": " + measurement);
				}
			}
		}
		finally {
			this.contenders.forEach((contender) -> contender.server.close());
		}
		report(report);
	}

	// From the first event on, to streams that have just opened on servers that have just
	// started
	private List<LoadResult> measureCold(Peer peer, Report report) throws IOException {
		List<LoadResult> results = new ArrayList<>();
		for (int i = 0; i < this.coldRounds; i++) {
			try (ServerProcess server = peer.start(this.installation);
					LoadDriver driver = new LoadDriver(server.port())) {
				driver.open(this.streams, (stream) -> peer.subscribePath(), "");
				LoadResult result = driver.run(this.cold, (event) -> peer.publishPath(), this.streams);
				report
					.progress("Cold, %s: p50 %.2f ms, p99 %.2f ms".formatted(peer.label(), result.p50(), result.p99()));
				results.add(result);
			}
		}
		return results;
	}

	private Measurement measure(Contender contender) throws IOException {
		Peer peer = contender.peer;
		ServerProcess server = contender.server;
		try (LoadDriver driver = new LoadDriver(server.port())) {
			Duration connectStart = server.cpu();
			double connects = driver.open(this.streams, (stream) -> peer.subscribePath(), "");
			// What connecting has left to do is not part of what follows
			ServerProcess.pause(Duration.ofMillis(500));
			Duration start = server.cpu();
			LoadResult full = driver.run(this.saturated, (event) -> peer.publishPath(), this.streams);
			ServerProcess.pause(Duration.ofMillis(500));
			Duration between = server.cpu();
			LoadResult steady = driver.run(this.paced, (event) -> peer.publishPath(), this.streams);
			return new Measurement(connects, micros(connectStart, start) / this.streams, full,
					micros(start, between) / full.deliveries(), steady,
					micros(between, server.cpu()) / steady.deliveries());
		}
	}

	private static double micros(Duration from, Duration to) {
		return to.minus(from).toNanos() / 1000.0;
	}

	private void report(Report report) {
		report.add(
				"%,d streams, events of %d bytes, median of %d rounds in turns on warm servers; cold: the first %d seconds of a server, median of %d. Ratios are to the first row.%n"
					.formatted(this.streams, this.size, this.rounds, this.cold.duration().toSeconds(),
							this.coldRounds));
		MarkdownTable ratios = new MarkdownTable("", "deliveries/s", "CPU a delivery", "paced p50", "paced p99",
				"cold p99", "paced CPU a delivery", "connects/s");
		MarkdownTable figures = new MarkdownTable("", "deliveries/s", "events a write", "CPU us", "paced p50 ms",
				"paced p99 ms", "cold p99 ms", "paced CPU us", "connects/s", "whole", "driver us");
		BarChart chart = new BarChart("Deliveries per second, saturated");
		BarChart latencies = new BarChart("99th percentile at %.0f events/s, ms".formatted(this.paced.rate()));
		Contender reference = this.contenders.get(0);
		for (Contender contender : this.contenders) {
			ratios.add(contender.label(), contender.ratio(reference, (m) -> m.full.rate()),
					contender.ratio(reference, Measurement::fullMicros),
					contender.ratio(reference, (m) -> m.steady.p50()),
					contender.ratio(reference, (m) -> m.steady.p99()),
					Figures.ratio(contender.coldP99(), reference.coldP99()),
					contender.ratio(reference, Measurement::steadyMicros),
					contender.ratio(reference, Measurement::connects));
			figures.add(contender.label(), contender.figure((m) -> m.full.rate()),
					contender.figure((m) -> m.full.batch()), contender.figure(Measurement::fullMicros),
					contender.figure((m) -> m.steady.p50()), contender.figure((m) -> m.steady.p99()),
					Figures.format(contender.coldP99()), contender.figure(Measurement::steadyMicros),
					contender.figure(Measurement::connects), contender.isWhole() ? "yes" : "**no**",
					contender.figure((m) -> m.full.driverMicros()));
			chart.add(contender.label(), contender.median((m) -> m.full.rate()));
			latencies.add(contender.label(), contender.median((m) -> m.steady.p99()));
		}
		report.add(ratios.toString());
		report.add(figures.toString());
		report.plot("compare-saturated", chart);
		report.plot("compare-paced", latencies);
	}

	private record Contender(Peer peer, ServerProcess server, List<Measurement> measurements, List<LoadResult> cold) {

		double coldP99() {
			return Figures.median(this.cold.stream().map(LoadResult::p99).toList());
		}

		String label() {
			return this.peer.label();
		}

		boolean isWhole() {
			return this.cold.stream().allMatch(LoadResult::isWhole)
					&& this.measurements.stream().allMatch((m) -> m.full.isWhole() && m.steady.isWhole());
		}

		String ratio(Contender reference, ToDoubleFunction<Measurement> value) {
			return Figures.ratio(median(value), reference.median(value));
		}

		String figure(ToDoubleFunction<Measurement> value) {
			return Figures.format(median(value));
		}

		double median(ToDoubleFunction<Measurement> value) {
			return Figures.median(this.measurements.stream().map(value::applyAsDouble).toList());
		}

	}

	/**
	 * One turn of one server.
	 *
	 * @param connects streams opened per second
	 * @param connectMicros processor time of the server for a stream that opens
	 * @param full as much as it can
	 * @param fullMicros processor time of the server for a delivery of it
	 * @param steady a steady rate
	 * @param steadyMicros processor time of the server for a delivery of it
	 */
	private record Measurement(double connects, double connectMicros, LoadResult full, double fullMicros,
			LoadResult steady, double steadyMicros) {

		@Override
		public String toString() {
			return "%.0f deliveries/s, %.1f a write, %.2f us; p50 %.2f ms, p99 %.2f ms, %.2f us; %.0f connects/s, %.0f us; lost %d, closed %d; driver %.2f/%.2f us"
				.formatted(this.full.rate(), this.full.batch(), this.fullMicros, this.steady.p50(), this.steady.p99(),
						this.steadyMicros, this.connects, this.connectMicros, this.full.lost() + this.steady.lost(),
						this.full.closed() + this.steady.closed(), this.full.driverMicros(),
						this.steady.driverMicros());
		}

	}

}
