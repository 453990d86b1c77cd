package io.github.ssehub.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.github.ssehub.log.StartRequest;

/**
 * Encoding an event and appending it to the log of one room or of two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendBenchmark {

	private static final List<String> ROOM = List.of("a");

	private static final List<String> ROOMS = List.of("a", "b");

	private final Engine engine = new Engine();

	/**
	 * How many streams are in the rooms.
	 */
	@Param({ "0", "1" })
	public int members;

	/**
	 * Open the streams.
	 */
	@Setup
	public void open() {
		for (int i = 0; i < this.members; i++) {
			this.engine.open(ROOMS, StartRequest.NOW);
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
	 * Publish to one room.
	 * @return the bytes of the event
	 */
	@Benchmark
	public int oneRoom() {
		return this.engine.publish(ROOM);
	}

	/**
	 * Publish to two rooms.
	 * @return the bytes of the event
	 */
	@Benchmark
	public int twoRooms() {
		return this.engine.publish(ROOMS);
	}

}
