package io.github.ssehub.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StagePublisherTests {

	private final CompletableFuture<Object> future = new CompletableFuture<>();

	private final RecordingSubscriber subscriber = new RecordingSubscriber();

	private void subscribe(RecordingSubscriber subscriber) {
		new StagePublisher(this.future).subscribe(subscriber);
	}

	@Test
	void shouldEmitTheValueOnceItIsAskedFor() {
		subscribe(this.subscriber);
		this.future.complete(7);
		assertThat(this.subscriber.signals()).isEmpty();
		this.subscriber.subscription.request(1);
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.signals()).containsExactly(7, "complete");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void shouldRefuseToBeAskedForNothing(long count) {
		subscribe(this.subscriber);
		this.subscriber.subscription.request(1);
		this.subscriber.subscription.request(count);
		this.future.complete(7);
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.signals()).singleElement().isInstanceOf(IllegalArgumentException.class);
		assertThat(this.future).isDone();
	}

	@Test
	void shouldSignalNothingOnceItIsCancelled() {
		subscribe(this.subscriber);
		this.subscriber.subscription.request(1);
		this.subscriber.subscription.cancel();
		this.subscriber.subscription.cancel();
		assertThat(this.future).isCancelled();
		this.subscriber.subscription.request(0);
		assertThat(this.subscriber.signals()).isEmpty();
	}

	@Test
	void shouldNotCompleteOnceItIsCancelledWithTheValue() {
		RecordingSubscriber cancelling = new RecordingSubscriber() {

			@Override
			public void onNext(Object element) {
				super.onNext(element);
				this.subscription.cancel();
			}

		};
		subscribe(cancelling);
		cancelling.subscription.request(1);
		this.future.complete(7);
		assertThat(cancelling.signals()).containsExactly(7);
	}

	@Test
	void shouldTellTheCauseOfAFailure() {
		subscribe(this.subscriber);
		this.subscriber.subscription.request(1);
		IllegalStateException failure = new IllegalStateException("on purpose");
		this.future.completeExceptionally(new CompletionException(failure));
		assertThat(this.subscriber.signals()).containsExactly(failure);
	}

}
