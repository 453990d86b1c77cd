package io.github.ssehub.web;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What a source does first. Whoever comes first decides: an error of the source, which is
 * then one of the request, or the opening of the stream. Thread-safe.
 */
final class FirstSignal implements Predicate<@Nullable Throwable> {

	// Mutable state
	private boolean decided;

	private @Nullable Throwable error;

	private @Nullable Runnable listener;

	@Override
	public boolean test(@Nullable Throwable error) {
		Runnable listener;
		synchronized (this) {
			if (this.decided) {
				return false;
			}
			this.decided = true;
			this.error = error;
			listener = this.listener;
		}
		if (listener != null) {
			listener.run();
		}
		return error != null;
	}

	synchronized boolean isDecided() {
		return this.decided;
	}

	synchronized @Nullable Throwable error() {
		return this.error;
	}

	// Called at once if it has been decided
	void listen(Runnable listener) {
		synchronized (this) {
			if (!this.decided) {
				this.listener = listener;
				return;
			}
		}
		listener.run();
	}

}
