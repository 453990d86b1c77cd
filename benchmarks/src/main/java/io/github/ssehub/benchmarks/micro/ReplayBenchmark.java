package io.github.ssehub.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.github.ssehub.CloseReason;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.log.StartRequest;

/**
 * A stream that reads 1,000 events from the log, of one room or merged from ten. The
 * figure is for one event.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplayBenchmark {

	private static final int EVENTS = 1000;

	private static final StartRequest EVERYTHING = new StartRequest(null, false, null, StartRequest.ALL, false, false);

	private final Engine engine = new Engine();

	private List<String> names = List.of();

	private long bytes;

	/**
	 * How many rooms the stream is in.
	 */
	@Param({ "1", "10" })
	public int rooms;

	/**
	 * Publish what is replayed.
	 */
	@Setup
	public void publish() {
		this.names = IntStream.range(0, this.rooms).mapToObj((room) -> "room" + room).toList();
		for (int i = 0; i < EVENTS; i++) {
			this.bytes += this.engine.publish(List.of(this.names.get(i % this.rooms)));
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
	 * Replay all.
	 */
	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public void replay() {
		long target = this.engine.received() + this.bytes;
		EventStream stream = this.engine.open(this.names, EVERYTHING);
		this.engine.awaitReceived(target);
		stream.end(CloseReason.COMPLETED);
	}

}
