package io.github.ssehub.source;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Publishes the value of a stage, if it is not {@code null}.
 */
final class StagePublisher implements Publisher<Object> {

	private final CompletionStage<?> stage;

	StagePublisher(CompletionStage<?> stage) {
		this.stage = stage;
	}

	@Override
	public void subscribe(Subscriber<? super Object> subscriber) {
		new StageSubscription(this.stage, subscriber).subscribe();
	}

	static void cancel(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().cancel(true);
		}
		catch (UnsupportedOperationException ex) {
			// It goes on for nobody
		}
	}

	private static final class StageSubscription implements Subscription {

		private final CompletionStage<?> stage;

		private final Subscriber<? super Object> subscriber;

		// Asked for, and known to the subscriber
		private final AtomicInteger missing = new AtomicInteger(2);

		private final AtomicBoolean requested = new AtomicBoolean();

		// Whoever sets it signals, if anybody
		private final AtomicBoolean over = new AtomicBoolean();

		private volatile boolean cancelled;

		StageSubscription(CompletionStage<?> stage, Subscriber<? super Object> subscriber) {
			this.stage = stage;
			this.subscriber = subscriber;
		}

		void subscribe() {
			this.subscriber.onSubscribe(this);
			start();
		}

		// Signals are serial
		private void start() {
			if (this.missing.decrementAndGet() == 0) {
				this.stage.whenComplete(this::complete);
			}
		}

		@Override
		public void request(long count) {
			if (count <= 0) {
				refuse(count);
			}
			else if (this.requested.compareAndSet(false, true)) {
				start();
			}
		}

		// Reactive Streams, 3.9
		private void refuse(long count) {
			if (this.over.compareAndSet(false, true)) {
				StagePublisher.cancel(this.stage);
				this.subscriber.onError(new IllegalArgumentException("Asked for " + count + " elements"));
			}
		}

		private void complete(@Nullable Object value, @Nullable Throwable failure) {
			if (!this.over.compareAndSet(false, true)) {
				return;
			}
			if (failure != null) {
				Throwable cause = failure.getCause();
				this.subscriber.onError((failure instanceof CompletionException && cause != null) ? cause : failure);
				return;
			}
			if (value != null) {
				this.subscriber.onNext(value);
			}
			if (!this.cancelled) {
				this.subscriber.onComplete();
			}
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			this.over.set(true);
			StagePublisher.cancel(this.stage);
		}

	}

}
