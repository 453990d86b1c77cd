package io.github.ssehub.hub;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;

/**
 * Counts what happens to connections. Thread-safe.
 */
final class ConnectionCounters {

	private final LongAdder opened = new LongAdder();

	private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

	private final Map<SseGap.Reason, LongAdder> gaps = new EnumMap<>(SseGap.Reason.class);

	// Mutable state
	private volatile @Nullable LongConsumer openTimer;

	ConnectionCounters() {
		for (CloseReason reason : CloseReason.values()) {
			this.closed.put(reason, new LongAdder());
		}
		for (SseGap.Reason reason : SseGap.Reason.values()) {
			this.gaps.put(reason, new LongAdder());
		}
	}

	// On an event loop
	void opened(long nanos) {
		this.opened.increment();
		LongConsumer timer = this.openTimer;
		if (timer != null) {
			timer.accept(nanos);
		}
	}

	void closed(CloseReason reason) {
		adder(this.closed, reason).increment();
	}

	void gap(SseGap.Reason reason) {
		adder(this.gaps, reason).increment();
	}

	long opened() {
		return this.opened.sum();
	}

	long closedFor(CloseReason reason) {
		return adder(this.closed, reason).sum();
	}

	long gapsFor(SseGap.Reason reason) {
		return adder(this.gaps, reason).sum();
	}

	long open() {
		// Whatever is counted meanwhile, no stream is closed that was not opened
		long closed = this.closed.values().stream().mapToLong(LongAdder::sum).sum();
		return this.opened.sum() - closed;
	}

	void setOpenTimer(LongConsumer timer) {
		this.openTimer = timer;
	}

	private static <K extends Enum<K>> LongAdder adder(Map<K, LongAdder> adders, K key) {
		return Objects.requireNonNull(adders.get(key));
	}

}
