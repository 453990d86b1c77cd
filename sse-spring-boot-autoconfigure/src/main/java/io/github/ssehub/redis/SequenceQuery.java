package io.github.ssehub.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks for something once for all that wait for it: everyone gets an answer that was
 * asked for after they came. Thread-safe.
 */
final class SequenceQuery {

	private final Supplier<CompletionStage<Long>> query;

	// Mutable state, guarded by this
	private @Nullable CompletableFuture<Long> running;

	private @Nullable CompletableFuture<Long> next;

	SequenceQuery(Supplier<CompletionStage<Long>> query) {
		this.query = query;
	}

	CompletableFuture<Long> ask() {
		CompletableFuture<Long> asked = new CompletableFuture<>();
		synchronized (this) {
			if (this.running != null) {
				this.next = (this.next != null) ? this.next : asked;
				return this.next;
			}
			this.running = asked;
		}
		run(asked);
		return asked;
	}

	private void run(CompletableFuture<Long> asked) {
		try {
			this.query.get().whenComplete((answer, failure) -> answered(asked, answer, failure));
		}
		catch (RuntimeException ex) {
			answered(asked, null, ex);
		}
	}

	private void answered(CompletableFuture<Long> asked, @Nullable Long answer, @Nullable Throwable failure) {
		CompletableFuture<Long> following;
		synchronized (this) {
			following = this.next;
			this.running = following;
			this.next = null;
		}
		if (answer != null) {
			asked.complete(answer);
		}
		else {
			asked.completeExceptionally((failure != null) ? failure : new IllegalStateException("No answer"));
		}
		if (following != null) {
			run(following);
		}
	}

}
