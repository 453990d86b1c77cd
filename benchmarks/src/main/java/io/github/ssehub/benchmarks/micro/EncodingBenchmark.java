package io.github.ssehub.benchmarks.micro;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.github.ssehub.SseEvent;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * An event into the bytes that all streams share.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodingBenchmark {

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], new EventIds("epoch"), 1024 * 1024);

	private final SseEvent line = SseEvent.of("message", Engine.DATA);

	private final SseEvent lines = SseEvent.of("message", "nine chars\n".repeat(20));

	private final SseEvent large = SseEvent.of("message", "x".repeat(64 * 1024));

	/**
	 * Encode 200 bytes in one line.
	 * @return the event
	 */
	@Benchmark
	public WireEvent line() {
		return this.encoder.encode(this.line);
	}

	/**
	 * Encode 20 lines.
	 * @return the event
	 */
	@Benchmark
	public WireEvent lines() {
		return this.encoder.encode(this.lines);
	}

	/**
	 * Encode 64 KB in one line.
	 * @return the event
	 */
	@Benchmark
	public WireEvent large() {
		return this.encoder.encode(this.large);
	}

}
