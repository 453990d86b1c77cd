package io.github.ssehub.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.springframework.core.env.SimpleCommandLinePropertySource;

import io.github.ssehub.benchmarks.micro.MicroBenchmarks;
import io.github.ssehub.benchmarks.server.Installation;

/**
 * Runs one benchmark. Its name is the first argument, options follow.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run a benchmark.
	 * @param args its name and its options
	 * @throws Exception if it cannot be run
	 */
	public static void main(String[] args) throws Exception {
		String name = (args.length > 0) ? args[0] : "compare";
		String[] rest = (args.length > 0) ? Arrays.copyOfRange(args, 1, args.length) : args;
		Options options = new Options(new SimpleCommandLinePropertySource(rest));
		Installation installation = new Installation(Path.of(System.getProperty("benchmarks.directory", ".")),
				Path.of(System.getProperty("benchmarks.sample-jar", "sample.jar")), options.path("earlier"),
				options.list("jvm", List.of("-Xmx2g")));
		Report report = new Report(installation.target().resolve("results"), name, String.join(" ", args));
		switch (name) {
			case "compare" -> new CompareBenchmark(installation, options).run(report);
			case "storm" -> new StormBenchmark(installation, options).run(report);
			case "connect" -> new ConnectBenchmark(installation, options).run(report);
			case "memory" -> new MemoryBenchmark(installation, options).run(report);
			case "micro" -> MicroBenchmarks.run(rest);
			case "density" -> new DensityBenchmark(installation, options).run(report);
			case "publish" -> new PublishBenchmark(installation, options).run(report);
			case "growth" -> new GrowthBenchmark(installation, options).run(report);
			case "sources" -> new SourceBenchmark(installation, options).run(report);
			case "stalled" -> new StalledBenchmark(installation, options).run(report);
			case "cluster" -> new ClusterBenchmark(installation, options).run(report);
			case "refusals" -> new RefusalBenchmark(installation, options).run(report);
			default -> throw new IllegalArgumentException("No benchmark '" + name + "'");
		}
		// Connections and drains of servers may have left threads
		System.exit(0);
	}

}
