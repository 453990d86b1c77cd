package io.github.ssehub.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.github.ssehub.log.StartRequest;

/**
 * What a delivery costs the loop, without a network: 1,000 streams in one room.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DrainBenchmark {

	private static final List<String> ROOM = List.of("a");

	private static final int MEMBERS = 1000;

	private static final int BURST = 64;

	private final Engine engine = new Engine();

	/**
	 * Open the streams.
	 */
	@Setup
	public void open() {
		for (int i = 0; i < MEMBERS; i++) {
			this.engine.open(ROOM, StartRequest.NOW);
		}
	}

	/**
	 * Stop the loops.
	 * @throws InterruptedException if interrupted
	 */
	@TearDown
	public void close() throws InterruptedException {
		this.engine.close();
	}

	/**
	 * One event to each stream. The figure is for one delivery.
	 */
	@Benchmark
	@OperationsPerInvocation(MEMBERS)
	public void single() {
		deliver(1);
	}

	/**
	 * Many events at once to each stream. The figure is for one delivery.
	 */
	@Benchmark
	@OperationsPerInvocation(MEMBERS * BURST)
	public void burst() {
		deliver(BURST);
	}

	private void deliver(int events) {
		long target = this.engine.received();
		for (int i = 0; i < events; i++) {
			target += (long) MEMBERS * this.engine.publish(ROOM);
		}
		this.engine.awaitReceived(target);
	}

}
