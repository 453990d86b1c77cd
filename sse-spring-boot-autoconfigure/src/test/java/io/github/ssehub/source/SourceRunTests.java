package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.http.ProblemDetail;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/**
 * What sources and formats do that they should not.
 */
class SourceRunTests {

	private static final int PREFETCH = 4;

	private final LogCapture log = new LogCapture();

	private final FakeOutput output = new FakeOutput();

	private final FakeSubscription subscription = new FakeSubscription();

	private final List<@Nullable Throwable> firstSignals = new ArrayList<>();

	@AfterEach
	void endCapture() {
		this.log.close();
	}

	private SourceRun run() {
		return run(SseFormat.PLAIN);
	}

	// Its executor runs tasks at once
	private SourceRun run(SseFormat format) {
		return new SourceRun(this.output, format, PREFETCH, Runnable::run, (error) -> {
			this.firstSignals.add(error);
			return error != null && this.firstSignals.size() == 1;
		});
	}

	@Test
	void shouldEndAStreamWhoseSourceEmitsMoreThanItIsAskedFor() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		for (int i = 0; i < 100; i++) {
			run.onNext(i);
		}
		assertThat(this.output.events).hasSize(PREFETCH + 1);
		assertThat(this.output.events.get(PREFETCH).event()).isEqualTo("error");
		assertThat(this.output.ends).containsExactly(false);
		assertThat(this.subscription.cancelled).isEqualTo(1);
		assertThat(this.log.messages()).singleElement().asString().contains("more than it was asked for");
	}

	@Test
	void shouldEmitNothingBeforeItIsAsked() {
		SourceRun run = run();
		run.onNext(1);
		assertThat(this.output.events).isEmpty();
		assertThat(this.firstSignals).singleElement().isInstanceOf(IllegalStateException.class);
		run.onSubscribe(this.subscription);
		assertThat(this.subscription.cancelled).isEqualTo(1);
		assertThat(this.subscription.requested).isZero();
	}

	@Test
	void shouldHaveWrittenAtOnceWhatTheSourceWaitsFor() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		for (int i = 1; i < PREFETCH; i++) {
			run.onNext(i);
		}
		assertThat(this.output.flushes).as("the source may go on").isZero();
		run.onNext(PREFETCH);
		assertThat(this.output.flushes).isOne();
	}

	@Test
	void shouldIgnoreSignalsAfterTheEnd() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		run.onNext(1);
		run.onComplete();
		run.onNext(2);
		run.onComplete();
		run.onError(new IllegalStateException("late"));
		assertThat(this.output.events).hasSize(1);
		assertThat(this.output.ends).containsExactly(true);
	}

	@Test
	void shouldTakeNullForAFailure() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		run.onNext(1);
		assertThatNullPointerException().isThrownBy(() -> run.onNext(null));
		run.onNext(2);
		assertThat(this.output.events).hasSize(2);
		assertThat(this.output.ends).containsExactly(false);
		assertThat(this.subscription.cancelled).isEqualTo(1);
	}

	@Test
	void shouldTakeAFailureWithoutACauseForOne() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		assertThatNullPointerException().isThrownBy(() -> run.onError(null));
		assertThat(this.firstSignals).singleElement().isInstanceOf(NullPointerException.class);
		assertThat(this.output.ends).isEmpty();
	}

	@Test
	void shouldCancelASecondSubscription() {
		SourceRun run = run();
		FakeSubscription second = new FakeSubscription();
		run.onSubscribe(this.subscription);
		run.onSubscribe(second);
		assertThat(second.cancelled).isEqualTo(1);
		assertThat(second.requested).isZero();
		assertThat(this.subscription.cancelled).isZero();
		run.onNext(1);
		assertThat(this.output.events).hasSize(1);
	}

	@Test
	void shouldEndAStreamWhoseSourceCannotBeAsked() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		this.subscription.failure = new IllegalStateException("on purpose");
		for (int i = 0; i < PREFETCH; i++) {
			run.onNext(i);
		}
		this.output.writeAll();
		assertThat(this.output.ends).containsExactly(false);
		assertThat(this.output.events.get(PREFETCH).event()).isEqualTo("error");
	}

	@Test
	void shouldAnswerWithTheErrorOfASourceThatCannotBeAskedFirst() {
		SourceRun run = run();
		this.subscription.failure = new IllegalStateException("on purpose");
		run.onSubscribe(this.subscription);
		assertThat(this.firstSignals).containsExactly(this.subscription.failure);
	}

	@Test
	void shouldEndAStreamWhoseSourceCannotBeCancelled() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		this.subscription.cancelFailure = new IllegalStateException("on purpose");
		run.onNext(1);
		assertThatNullPointerException().isThrownBy(() -> run.onNext(null));
		assertThat(this.output.ends).containsExactly(false);
	}

	@Test
	void shouldEndAStreamWhoseFormatCannotBegin() {
		SourceRun run = run(new FailingFormat());
		run.onSubscribe(this.subscription);
		run.onComplete();
		assertThat(this.output.ends).hasSize(1);
	}

	@Test
	void shouldEndAStreamWhoseLastEventCannotBeWritten() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		run.onNext(1);
		this.output.failure = new StackOverflowError("on purpose");
		run.onError(new IllegalStateException("on purpose"));
		assertThat(this.output.ends).containsExactly(false);
	}

	@Test
	void shouldGoOnAfterElementsWithoutEvents() {
		SourceRun run = run(new EvenFormat());
		Flux.range(0, 1000).subscribe(run);
		for (int i = 0; i < 1000; i++) {
			this.output.writeAll();
		}
		assertThat(this.output.events).hasSize(500);
		assertThat(this.output.ends).containsExactly(true);
	}

	@Test
	void shouldTakeElementsFromManyThreads() {
		SourceRun run = run();
		Flux.range(0, 2000)
			.publishOn(Schedulers.parallel(), 1)
			.flatMapSequential((number) -> Flux.just(number).publishOn(Schedulers.parallel()), 8)
			.subscribe(run);
		await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
			this.output.writeAll();
			return !this.output.ends.isEmpty();
		});
		assertThat(this.output.events).hasSize(2000);
		for (int i = 0; i < 2000; i++) {
			assertThat(this.output.events.get(i).data()).isEqualTo(i);
		}
	}

	@Test
	void shouldTakeElementsWithinSubscribeAndRequest() {
		SourceRun run = run();
		Publisher<Object> publisher = (subscriber) -> subscriber.onSubscribe(new Synchronous(subscriber));
		publisher.subscribe(run);
		for (int i = 0; i < 100; i++) {
			this.output.writeAll();
		}
		assertThat(this.output.events).hasSizeBetween(100, 100 * PREFETCH + PREFETCH);
		assertThat(this.output.ends).isEmpty();
	}

	@Test
	void shouldCancelASourceWhoseReaderIsGoneBeforeItSubscribes() {
		SourceRun run = run();
		this.output.leave();
		assertThat(this.subscription.cancelled).isZero();
		run.onSubscribe(this.subscription);
		assertThat(this.subscription.cancelled).isEqualTo(1);
		assertThat(this.subscription.requested).isZero();
		run.onNext(1);
		assertThat(this.output.events).isEmpty();
	}

	@Test
	void shouldAskForNothingOnceNobodyReads() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		for (int i = 0; i < PREFETCH; i++) {
			run.onNext(i);
		}
		this.output.leave();
		this.output.writeAll();
		assertThat(this.subscription.requested).isEqualTo(PREFETCH);
	}

	@Test
	void shouldLetTheResponseGoOnOnceNobodyReads() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		this.output.leave();
		assertThat(this.subscription.cancelled).isEqualTo(1);
		assertThat(this.firstSignals).containsOnlyNulls().hasSize(1);
	}

	@Test
	void shouldLetAResponseThatWaitsGoOnWhenItIsStopped() {
		SourceRun run = run();
		run.onSubscribe(this.subscription);
		run.stop();
		assertThat(this.firstSignals).containsOnlyNulls().hasSize(1);
		assertThat(this.output.ends).hasSize(1);
		assertThat(this.subscription.cancelled).isEqualTo(1);
	}

	private static final class FakeSubscription implements Subscription {

		private long requested;

		private int cancelled;

		private RuntimeException failure;

		private RuntimeException cancelFailure;

		@Override
		public void request(long count) {
			this.requested += count;
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void cancel() {
			this.cancelled++;
			if (this.cancelFailure != null) {
				throw this.cancelFailure;
			}
		}

	}

	/**
	 * Emits within each request what it is asked for.
	 */
	private static final class Synchronous implements Subscription {

		private final Subscriber<? super Object> subscriber;

		private long demand;

		private boolean emitting;

		Synchronous(Subscriber<? super Object> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long count) {
			this.demand += count;
			if (this.emitting) {
				return;
			}
			this.emitting = true;
			while (this.demand > 0) {
				this.demand--;
				this.subscriber.onNext("x");
			}
			this.emitting = false;
		}

		@Override
		public void cancel() {
			this.demand = 0;
		}

	}

	private static final class FakeOutput implements ElementOutput {

		private final List<SseEvent> events = new ArrayList<>();

		private final List<Boolean> ends = new ArrayList<>();

		private final List<Runnable> unwritten = new ArrayList<>();

		private Runnable onEnd;

		private Error failure;

		private int flushes;

		@Override
		public synchronized void write(SseEvent event, @Nullable Runnable written) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.events.add(event);
			if (written != null) {
				this.unwritten.add(written);
			}
		}

		@Override
		public void flush() {
			this.flushes++;
		}

		void writeAll() {
			List<Runnable> all;
			synchronized (this) {
				all = new ArrayList<>(this.unwritten);
				this.unwritten.clear();
			}
			all.forEach(Runnable::run);
		}

		@Override
		public synchronized void end(SseStreamState state) {
			this.ends.add(state == SseStreamState.COMPLETED);
		}

		@Override
		public void onEnd(Runnable callback) {
			this.onEnd = callback;
		}

		void leave() {
			this.onEnd.run();
		}

	}

	private static class EvenFormat implements SseFormat {

		@Override
		public List<SseEvent> element(Object element) {
			return ((Integer) element % 2 == 0) ? List.of(SseEvent.of(element)) : List.of();
		}

		@Override
		public List<SseEvent> error(ProblemDetail problem) {
			return List.of();
		}

	}

	private static final class FailingFormat extends EvenFormat {

		@Override
		public List<SseEvent> start() {
			throw new IllegalStateException("on purpose");
		}

	}

}
