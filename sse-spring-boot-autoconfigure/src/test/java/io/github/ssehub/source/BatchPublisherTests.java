package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseData;
import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

class BatchPublisherTests {

	private static final Duration DELAY = Duration.ofMillis(100);

	private final ManualTimer timer = new ManualTimer();

	private final ManualSource source = new ManualSource();

	private final BatchSubscriber subscriber = new BatchSubscriber();

	private void subscribe(int maxElements, Executor executor) {
		new BatchPublisher(this.source, maxElements, DELAY, this.timer, executor).subscribe(this.subscriber);
	}

	private void subscribe(int maxElements) {
		subscribe(maxElements, Runnable::run);
		this.subscriber.subscription.request(Long.MAX_VALUE);
	}

	@Test
	void shouldJoinTextsUpToTheirGreatestNumber() {
		subscribe(3);
		List.of("a", "b", "c", "d").forEach(this.source::offer);
		assertThat(this.subscriber.elements).containsExactly("abc");
	}

	@Test
	void shouldListOtherElements() {
		subscribe(2);
		List.of(1, 2, 3).forEach(this.source::offer);
		this.timer.advance(DELAY);
		assertThat(this.subscriber.elements).containsExactly(List.of(1, 2), List.of(3));
	}

	@Test
	void shouldNotJoinTextsWithOtherElements() {
		subscribe(10);
		List.<Object>of("a", "b", 1, "c").forEach(this.source::offer);
		this.source.subscriber.onComplete();
		assertThat(this.subscriber.elements).containsExactly("ab", List.of(1), "c");
	}

	@Test
	void shouldNotTouchEventsAndDataWithHints() {
		List<Object> alone = List.of(SseEvent.of("a"), SseEvent.of("b"), ServerSentEvent.builder("c").build(),
				SseData.of("d"));
		subscribe(10);
		this.source.offer("before");
		alone.forEach(this.source::offer);
		assertThat(this.subscriber.elements).first().isEqualTo("before");
		assertThat(this.subscriber.elements.subList(1, 5)).isEqualTo(alone);
	}

	@Test
	void shouldCountTheDelayFromTheFirstElement() {
		subscribe(10);
		this.source.offer("a");
		this.timer.advance(DELAY.minusMillis(1));
		this.source.offer("b");
		assertThat(this.subscriber.elements).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.subscriber.elements).containsExactly("ab");
		this.source.offer("c");
		this.timer.advance(DELAY.minusMillis(1));
		assertThat(this.subscriber.elements).hasSize(1);
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.subscriber.elements).containsExactly("ab", "c");
	}

	@Test
	void shouldNotJoinTextsToOneThatIsLarge() {
		subscribe(10);
		String large = "x".repeat(8000);
		List.of(large, "y".repeat(192), "z").forEach(this.source::offer);
		assertThat(this.subscriber.elements).containsExactly(large + "y".repeat(192));
	}

	@Test
	void shouldWaitForDemandAndMergeMeanwhile() {
		subscribe(4, Runnable::run);
		this.subscriber.subscription.request(1);
		List.of("a", "b", "c", "d", "e", "f").forEach(this.source::offer);
		this.timer.advance(DELAY);
		this.source.offer("g");
		assertThat(this.subscriber.elements).containsExactly("abcd");
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.elements).containsExactly("abcd", "efg");
	}

	@Test
	void shouldHoldAndAskForNoMoreThanOneBatch() {
		subscribe(4, Runnable::run);
		assertThat(this.source.requested).isZero();
		this.subscriber.subscription.request(1);
		assertThat(this.source.requested).isEqualTo(4);
		int offered = 0;
		while (this.source.offer("x")) {
			offered++;
		}
		assertThat(offered).isEqualTo(8);
	}

	@Test
	void shouldKeepADemandWithoutEnd() {
		subscribe(2, Runnable::run);
		this.subscriber.subscription.request(Long.MAX_VALUE);
		this.subscriber.subscription.request(Long.MAX_VALUE);
		this.subscriber.subscription.request(2);
		List.of("a", "b", "c", "d").forEach(this.source::offer);
		assertThat(this.subscriber.elements).containsExactly("ab", "cd");
	}

	@Test
	void shouldWriteWhatItHoldsBeforeTheEnd() {
		subscribe(10);
		this.source.offer("a");
		this.source.subscriber.onComplete();
		assertThat(this.subscriber.elements).containsExactly("a");
		assertThat(this.subscriber.ends).isEqualTo(1);
		assertThat(this.subscriber.error).isNull();
		assertThat(this.timer.waiting()).isZero();
	}

	@Test
	void shouldWriteWhatItHoldsBeforeAnErrorAndNotWithoutDemand() {
		subscribe(2, Runnable::run);
		this.subscriber.subscription.request(1);
		List.of("a", "b", "c").forEach(this.source::offer);
		IllegalStateException failure = new IllegalStateException();
		this.source.subscriber.onError(failure);
		assertThat(this.subscriber.ends).isZero();
		this.subscriber.subscription.request(1);
		assertThat(this.subscriber.elements).containsExactly("ab", "c");
		assertThat(this.subscriber.error).isSameAs(failure);
		assertThat(this.subscriber.ends).isEqualTo(1);
	}

	@Test
	void shouldEndWithoutDemandIfItHoldsNothing() {
		subscribe(2, Runnable::run);
		this.source.subscriber.onComplete();
		assertThat(this.subscriber.ends).isEqualTo(1);
	}

	@Test
	void shouldCancelTheSourceAndForgetWhatItHolds() {
		subscribe(10);
		this.source.offer("a");
		this.subscriber.subscription.cancel();
		assertThat(this.source.cancelled).isTrue();
		assertThat(this.timer.waiting()).isZero();
		this.source.subscriber.onNext("late");
		this.source.subscriber.onComplete();
		this.timer.advance(DELAY);
		assertThat(this.subscriber.elements).isEmpty();
		assertThat(this.subscriber.ends).isZero();
	}

	@Test
	void shouldTellNothingOnTheThreadOfTheTimer() {
		List<Runnable> tasks = new ArrayList<>();
		subscribe(10, tasks::add);
		this.subscriber.subscription.request(1);
		this.source.offer("a");
		this.timer.advance(DELAY);
		assertThat(this.subscriber.elements).isEmpty();
		assertThat(tasks).hasSize(1);
		tasks.get(0).run();
		assertThat(this.subscriber.elements).containsExactly("a");
	}

	@Test
	void shouldFailWithoutAThread() {
		subscribe(10, (task) -> {
			throw new RejectedExecutionException();
		});
		this.subscriber.subscription.request(1);
		this.source.offer("a");
		this.timer.advance(DELAY);
		assertThat(this.subscriber.error).isInstanceOf(RejectedExecutionException.class);
		assertThat(this.source.cancelled).isTrue();
	}

	@Test
	void shouldFailWhenAskedForNothing() {
		subscribe(10, Runnable::run);
		this.subscriber.subscription.request(0);
		assertThat(this.subscriber.error).isInstanceOf(IllegalArgumentException.class);
		assertThat(this.source.cancelled).isTrue();
	}

	@Test
	void shouldNotNestWhenTheSourceAnswersAtOnce() {
		Flux<Object> numbers = Flux.range(0, 100_000).map(String::valueOf);
		BatchSubscriber subscriber = new BatchSubscriber();
		new BatchPublisher(numbers, 1, DELAY, this.timer, Runnable::run).subscribe(subscriber);
		subscriber.subscription.request(Long.MAX_VALUE);
		assertThat(subscriber.elements).hasSize(100_000);
		assertThat(subscriber.ends).isEqualTo(1);
	}

	@Test
	void shouldTakeElementsFromAnotherThreadWhileItsTimerRuns() {
		DelayTimer timer = new SourceTimer();
		Flux<Object> numbers = Flux.range(0, 20_000).map((number) -> number);
		List<Object> result = Flux
			.from(new BatchPublisher(numbers.delayUntil(BatchPublisherTests::pause), 7, Duration.ofNanos(20_000), timer,
					new SourceThreads()))
			.concatMapIterable((batch) -> (List<?>) batch, 3)
			.cast(Object.class)
			.collectList()
			.block(Duration.ofSeconds(60));
		assertThat(result).isEqualTo(numbers.collectList().block());
	}

	private static Flux<Long> pause(Object number) {
		return ((int) number % 50 == 0) ? Flux.interval(Duration.ofMillis(1)).take(1) : Flux.empty();
	}

}
