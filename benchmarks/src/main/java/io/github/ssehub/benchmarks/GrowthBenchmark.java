package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.ssehub.benchmarks.driver.Load;
import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.peers.FilterApplication;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.LineChart;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * What a delivery costs as there are more streams, rooms, rooms a stream, or larger
 * events. Each row has a server of its own, warmed up with the same load.
 */
final class GrowthBenchmark {

	private static final int ROOMS_A_STREAM = 50;

	private final Installation installation;

	private final Options options;

	GrowthBenchmark(Installation installation, Options options) {
		this.installation = installation.withJvmOptions("-Xmx6g");
		this.options = options;
	}

	void run(Report report) throws IOException {
		List<String> only = this.options.list("only", List.of("streams", "rooms", "size", "memberships", "filtered"));
		if (only.contains("streams")) {
			grow(report, "streams", List.of(100, 1000, 5000, 15000),
					(streams) -> new Setup(streams, 200, (stream) -> "/rooms/load", (event) -> "/rooms/load", streams));
		}
		if (only.contains("rooms")) {
			grow(report, "rooms with one member each", List.of(1, 100, 10_000, 100_000), GrowthBenchmark::rooms);
		}
		if (only.contains("size")) {
			grow(report, "bytes of an event", List.of(26, 200, 2000, 16_000, 64_000),
					(size) -> new Setup(200, size, (stream) -> "/rooms/load", (event) -> "/rooms/load", 200));
		}
		if (only.contains("memberships")) {
			grow(report, "rooms a stream", List.of(1, 5, 10, 50), (rooms) -> new Setup(1000, 200,
					(stream) -> path(0, rooms), (event) -> "/rooms/r" + event % rooms, 1000));
		}
		if (only.contains("filtered")) {
			grow(report, "streams with a filter beside 1,000 without", List.of(0, 1000), GrowthBenchmark::filtered,
					() -> this.installation.startMain(FilterApplication.class));
		}
	}

	// The one without filters has as many streams in all
	private static Setup filtered(int filtered) {
		return new Setup(2000, 200, (stream) -> (stream < filtered) ? "/filtered/load" : "/rooms/load",
				(event) -> "/rooms/load", 2000);
	}

	// A stream may have many rooms, or there would be too many connections
	private static Setup rooms(int rooms) {
		int each = Math.min(rooms, ROOMS_A_STREAM);
		return new Setup(rooms / each, 200, (stream) -> path(stream * each, each),
				(event) -> "/rooms/r" + (int) (event * 7919L % rooms), 1);
	}

	private static String path(int first, int count) {
		return IntStream.range(first, first + count)
			.mapToObj((room) -> "room=r" + room)
			.collect(Collectors.joining("&", "/sse?", ""));
	}

	private void grow(Report report, String what, List<Integer> values, IntFunction<Setup> setups) throws IOException {
		grow(report, what, values, setups, this.installation::startSample);
	}

	private void grow(Report report, String what, List<Integer> values, IntFunction<Setup> setups, Starter starter)
			throws IOException {
		MarkdownTable table = new MarkdownTable(what, "deliveries/s", "CPU us a delivery", "events a write", "MB/s",
				"whole");
		List<LineChart.Point> points = new ArrayList<>();
		for (int value : values) {
			Setup setup = setups.apply(value);
			try (ServerProcess server = starter.start(); LoadDriver driver = new LoadDriver(server.port())) {
				driver.open(setup.streams, setup.subscribe, "");
				Load load = Load.saturated(this.options.seconds("duration", 4), setup.size);
				driver.run(load, setup.publish, setup.members);
				Duration start = server.cpu();
				LoadResult result = driver.run(load, setup.publish, setup.members);
				double micros = server.cpu().minus(start).toNanos() / 1000.0 / result.deliveries();
				report.progress(what + " " + value + ": " + result.rate() + ", " + micros);
				table.add("%,d".formatted(value), Figures.format(result.rate()), Figures.format(micros),
						Figures.format(result.batch()), Figures.format(result.rate() * setup.size / 1e6),
						result.isWhole() ? "yes" : "**no**");
				points.add(new LineChart.Point(value, micros));
			}
		}
		report.add(table.toString());
		LineChart chart = new LineChart("Processor time of the server a delivery, us", what);
		chart.add("saturated", points);
		report.plot("growth-" + what.replace(' ', '-'), chart);
	}

	@FunctionalInterface
	private interface Starter {

		ServerProcess start() throws IOException;

	}

	private record Setup(int streams, int size, IntFunction<String> subscribe, IntFunction<String> publish,
			int members) {

	}

}
