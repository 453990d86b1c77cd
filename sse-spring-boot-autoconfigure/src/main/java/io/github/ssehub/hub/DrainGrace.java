package io.github.ssehub.hub;

import java.time.Duration;
import java.util.Objects;

import io.github.ssehub.SseSubscription;

/**
 * How long a stream may go on after the beginning of a drain, for it to end by itself.
 * Thread-safe.
 */
final class DrainGrace {

	// Mutable state
	private volatile Duration time = Duration.ZERO;

	private volatile boolean granted;

	Duration time() {
		return this.time;
	}

	void set(SseSubscription subscription) {
		this.time = Objects.requireNonNullElse(subscription.drainGrace(), Duration.ZERO);
	}

	// The drain will end the stream: it must not be ended because it opens late
	boolean grant() {
		this.granted = !this.time.isZero();
		return this.granted;
	}

	boolean isGranted() {
		return this.granted;
	}

}
