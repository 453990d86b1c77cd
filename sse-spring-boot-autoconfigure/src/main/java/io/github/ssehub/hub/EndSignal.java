package io.github.ssehub.hub;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Tells once that something is over. Thread-safe.
 */
final class EndSignal {

	private final AtomicReference<@Nullable Runnable> callback = new AtomicReference<>();

	// Mutable state
	private volatile boolean given;

	// The callback is called at once if the signal was given before
	void listen(Runnable callback) {
		this.callback.accumulateAndGet(callback, EndSignal::both);
		if (this.given) {
			call();
		}
	}

	private static @Nullable Runnable both(@Nullable Runnable first, @Nullable Runnable second) {
		if (first == null || second == null) {
			return second;
		}
		return () -> {
			first.run();
			second.run();
		};
	}

	void give() {
		this.given = true;
		call();
	}

	private void call() {
		Runnable callback = this.callback.getAndSet(null);
		if (callback != null) {
			callback.run();
		}
	}

}
