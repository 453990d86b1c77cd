package io.github.ssehub.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;
import io.github.ssehub.benchmarks.driver.PacedLoad;
import io.github.ssehub.benchmarks.driver.PostingPublisher;
import io.github.ssehub.benchmarks.report.Figures;
import io.github.ssehub.benchmarks.report.MarkdownTable;
import io.github.ssehub.benchmarks.server.ClusterPeer;
import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.ServerProcess;

/**
 * Nodes that share a Redis: from the first one, which publishes, to streams of the
 * second. The others have no streams, so that what they use is the cost of a node.
 */
final class ClusterBenchmark {

	private static final int WARM_UP_ROUNDS = 4;

	private static final Duration REST = Duration.ofSeconds(1);

	private final Installation installation;

	private final int nodes;

	private final int streams;

	private final int rounds;

	private final PacedLoad load;

	private final List<ClusterPeer> peers;

	ClusterBenchmark(Installation installation, Options options) {
		this.installation = installation.withJvmOptions("-Xmx512m");
		this.nodes = options.number("nodes", 3);
		this.streams = options.number("streams", 10);
		this.rounds = options.number("rounds", 5);
		this.load = new PacedLoad(options.seconds("duration", 6), options.number("size", 200),
				options.number("rate", 5000), options.number("threads", 16));
		List<String> only = options.list("only", List.of());
		this.peers = List.of(ClusterPeer.values())
			.stream()
			.filter((peer) -> peer.isInstalled() && (only.isEmpty() || only.contains(peer.name())))
			.toList();
	}

	void run(Report report) throws IOException {
		List<Cluster> clusters = new ArrayList<>();
		try {
			for (ClusterPeer peer : this.peers) {
				clusters.add(Cluster.start(this.installation, peer, this.nodes));
			}
			for (int round = 1 - WARM_UP_ROUNDS; round <= this.rounds; round++) {
				for (Cluster cluster : clusters) {
					Measurement measurement = measure(cluster);
					report.progress("Round " + round + ", " + cluster.peer.label() + ": " + measurement);
					if (round > 0) {
						cluster.measurements.add(measurement);
					}
				}
			}
		}
		finally {
			clusters.forEach(Cluster::close);
		}
		report(report, clusters);
	}

	private Measurement measure(Cluster cluster) throws IOException {
		try (LoadDriver driver = new LoadDriver(cluster.nodes.get(1).port())) {
			driver.open(this.streams, (stream) -> "/sub", "");
			ServerProcess.pause(REST);
			List<Duration> before = cluster.cpu();
			CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> publish(cluster));
			LoadResult result = driver.receive(run);
			List<Duration> after = cluster.cpu();
			List<Double> micros = new ArrayList<>();
			for (int i = 0; i < before.size(); i++) {
				micros.add(after.get(i).minus(before.get(i)).toNanos() / 1000.0 / result.events());
			}
			return new Measurement(result, micros);
		}
	}

	private int publish(Cluster cluster) {
		int port = cluster.nodes.get(0).port();
		if (!cluster.peer.isJava()) {
			return this.load.run(() -> new PostingPublisher(port, "/pub"));
		}
		URI uri = URI.create("http://localhost:%d/run?seconds=%d&size=%d&rate=%d&threads=%d".formatted(port,
				this.load.duration().toSeconds(), this.load.size(), this.load.rate(), this.load.threads()));
		try {
			return Integer.parseInt(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
				.body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void report(Report report, List<Cluster> clusters) {
		report.add(
				"%d nodes and a Redis, %,d events/s of %d bytes from %d threads of one node, %d streams on another, median of %d rounds in turns. Processor time is for an event; nchan is posted to over HTTP, the others publish in the process.%n"
					.formatted(this.nodes, this.load.rate(), this.load.size(), this.load.threads(), this.streams,
							this.rounds));
		MarkdownTable table = new MarkdownTable("", "p50 ms", "p99 ms", "publishing node us", "node with streams us",
				"one more node us", "Redis us", "lost");
		for (Cluster cluster : clusters) {
			table.add(cluster.peer.label(), cluster.figure((m) -> m.result.p50()),
					cluster.figure((m) -> m.result.p99()), cluster.figure((m) -> m.micros.get(1)),
					cluster.figure((m) -> m.micros.get(2)),
					(this.nodes > 2) ? cluster.figure((m) -> m.micros.get(3)) : "",
					cluster.figure((m) -> m.micros.get(0)),
					String.valueOf(cluster.measurements.stream().mapToLong((m) -> m.result.lost()).sum()));
		}
		report.add(table.toString());
	}

	private record Cluster(ClusterPeer peer, ServerProcess redis, List<ServerProcess> nodes,
			List<Measurement> measurements) implements Closeable {

		static Cluster start(Installation installation, ClusterPeer peer, int count) throws IOException {
			Cluster cluster = new Cluster(peer, peer.startRedis(installation), new ArrayList<>(), new ArrayList<>());
			try {
				for (int i = 0; i < count; i++) {
					cluster.nodes.add(peer.start(installation, cluster.redis));
				}
				return cluster;
			}
			catch (IOException ex) {
				cluster.close();
				throw ex;
			}
		}

		// Of Redis, and then of the nodes
		List<Duration> cpu() {
			List<Duration> result = new ArrayList<>();
			result.add(this.redis.cpu());
			this.nodes.forEach((node) -> result.add(node.cpu()));
			return result;
		}

		String figure(ToDoubleFunction<Measurement> value) {
			return Figures.format(Figures.median(this.measurements.stream().map(value::applyAsDouble).toList()));
		}

		@Override
		public void close() {
			this.nodes.forEach(ServerProcess::close);
			this.redis.close();
		}

	}

	/**
	 * One turn of one cluster.
	 *
	 * @param result what came to the streams
	 * @param micros processor time of Redis and of each node for an event, in
	 * microseconds
	 */
	private record Measurement(LoadResult result, List<Double> micros) {

		@Override
		public String toString() {
			return "p50 %.2f ms, p99 %.2f ms, lost %d, %s us".formatted(this.result.p50(), this.result.p99(),
					this.result.lost(), this.micros);
		}

	}

}
