package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.ssehub.SseStreamState;

/**
 * What this node has to tell the others of a detached stream that it runs or has run.
 * Thread-safe.
 */
final class OwnStream {

	// Told again before it is over. As long as nobody has found out that the node is gone
	private static final Duration MARGIN = Duration.ofMinutes(1);

	private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();

	private final byte[] about;

	private final Duration keep;

	private final LongSupplier from;

	// Mutable state, guarded by this
	private SseStreamState state = SseStreamState.RUNNING;

	private long last;

	private long endedAt;

	private boolean told;

	private long toldAt;

	OwnStream(byte[] about, Duration keep, LongSupplier from) {
		this.about = about;
		this.keep = keep;
		this.from = from;
	}

	synchronized void end(SseStreamState state, long last) {
		this.state = state;
		this.last = last;
		this.endedAt = System.nanoTime();
		this.told = false;
	}

	synchronized boolean hasEnded() {
		return this.state != SseStreamState.RUNNING;
	}

	synchronized void untold() {
		this.told = false;
	}

	synchronized boolean isDue() {
		return !this.told || (this.state == SseStreamState.RUNNING && System.nanoTime() - this.toldAt >= TELL_NANOS);
	}

	synchronized boolean isOver() {
		return this.state != SseStreamState.RUNNING && this.told && keptMillis() <= 0;
	}

	// What to tell, which counts as told until it turns out that it was not
	synchronized List<byte[]> tell() {
		this.told = true;
		this.toldAt = System.nanoTime();
		return arguments(Math.max(1, keptMillis()));
	}

	// The others are to forget it
	synchronized List<byte[]> forget() {
		return arguments(1);
	}

	private long keptMillis() {
		return (this.state == SseStreamState.RUNNING) ? this.keep.plus(MARGIN).toMillis()
				: this.keep.minusNanos(System.nanoTime() - this.endedAt).toMillis();
	}

	private List<byte[]> arguments(long millis) {
		return List.of(text(Long.toString(millis)), text(this.state.name()), text(Long.toString(this.from.getAsLong())),
				text(Long.toString(this.last)), this.about);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
