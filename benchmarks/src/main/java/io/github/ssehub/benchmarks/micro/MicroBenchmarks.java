package io.github.ssehub.benchmarks.micro;

import java.io.IOException;

import org.openjdk.jmh.Main;

/**
 * Runs the microbenchmarks of this package.
 */
public final class MicroBenchmarks {

	private MicroBenchmarks() {
	}

	/**
	 * Run microbenchmarks.
	 * @param args arguments for JMH; without any, all are run, and tell what they
	 * allocate
	 * @throws IOException if JMH cannot read its list of benchmarks
	 */
	public static void run(String... args) throws IOException {
		String[] all = { MicroBenchmarks.class.getPackageName(), "-prof", "gc" };
		Main.main((args.length > 0) ? args : all);
	}

}
