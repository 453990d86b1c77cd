package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes in whatever order: nothing is lost, doubled or moved, and nothing that
 * is asked for is late.
 */
class BatchPropertyTests {

	private static final Duration DELAY = Duration.ofMillis(10);

	@Property
	void shouldTellEachElementOnceInOrderAndInTime(@ForAll("steps") List<Step> steps,
			@ForAll @IntRange(min = 1, max = 6) int maxElements, @ForAll boolean fails) {
		Run run = new Run(maxElements);
		steps.forEach(run::take);
		run.finish(fails);
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		Arbitrary<Step> text = Arbitraries.integers().between(0, 3).map((length) -> new Step(Action.TEXT, length));
		Arbitrary<Step> number = Arbitraries.just(new Step(Action.NUMBER, 0));
		Arbitrary<Step> demand = Arbitraries.integers().between(1, 4).map((count) -> new Step(Action.DEMAND, count));
		Arbitrary<Step> wait = Arbitraries.integers().between(1, 12).map((millis) -> new Step(Action.WAIT, millis));
		return Arbitraries.oneOf(text, text, number, demand, wait).list().ofMaxSize(60);
	}

	private enum Action {

		TEXT, NUMBER, DEMAND, WAIT

	}

	/**
	 * What happens.
	 *
	 * @param action what
	 * @param count how long, or how many
	 */
	record Step(Action action, int count) {

	}

	private static final class Run {

		private final ManualTimer timer = new ManualTimer();

		private final ManualSource source = new ManualSource();

		private final BatchSubscriber subscriber = new BatchSubscriber();

		private final int maxElements;

		// Texts in pieces of one character, each its own
		private final List<Object> offered = new ArrayList<>();

		private final Map<Object, Duration> times = new HashMap<>();

		private int next = 'a';

		private long demand;

		private int checked;

		Run(int maxElements) {
			this.maxElements = maxElements;
			new BatchPublisher(this.source, maxElements, DELAY, this.timer, Runnable::run).subscribe(this.subscriber);
		}

		void take(Step step) {
			switch (step.action()) {
				case TEXT -> offer(text(step.count()));
				case NUMBER -> offer(this.next++);
				case DEMAND -> {
					this.demand += step.count();
					this.subscriber.subscription.request(step.count());
				}
				case WAIT -> {
					for (int i = 0; i < step.count(); i++) {
						this.timer.advance(Duration.ofMillis(1));
						check();
					}
				}
			}
			check();
		}

		private String text(int length) {
			StringBuilder result = new StringBuilder();
			for (int i = 0; i < length; i++) {
				result.append((char) this.next++);
			}
			return result.toString();
		}

		private void offer(Object element) {
			if (this.source.offer(element)) {
				List<Object> pieces = pieces(element);
				this.offered.addAll(pieces);
				pieces.forEach((piece) -> this.times.put(piece, this.timer.now()));
			}
		}

		private static List<Object> pieces(Object element) {
			if (element instanceof String text) {
				return text.chars().<Object>mapToObj((character) -> (char) character).toList();
			}
			return (element instanceof List<?> list) ? new ArrayList<>(list) : List.of(element);
		}

		private List<Object> told() {
			return this.subscriber.elements.stream().flatMap((element) -> pieces(element).stream()).toList();
		}

		private void check() {
			assertThat(this.subscriber.elements).hasSizeLessThanOrEqualTo((int) this.demand);
			List<Object> told = told();
			assertThat(told).isEqualTo(this.offered.subList(0, told.size()));
			assertThat(this.source.requested - this.source.offered).isBetween(0L, (long) this.maxElements);
			for (; this.checked < this.subscriber.elements.size(); this.checked++) {
				Object element = this.subscriber.elements.get(this.checked);
				// A text may have up to three characters here
				assertThat(pieces(element).size()).isLessThanOrEqualTo(this.maxElements * 3);
				assertThat(!(element instanceof List<?> list) || list.size() <= this.maxElements).isTrue();
			}
			if (this.subscriber.elements.size() < this.demand) {
				this.offered.subList(told.size(), this.offered.size())
					.forEach((piece) -> assertThat(this.timer.now().minus(this.times.get(piece))).isLessThan(DELAY));
			}
		}

		void finish(boolean fails) {
			IllegalStateException failure = new IllegalStateException();
			if (fails) {
				this.source.subscriber.onError(failure);
			}
			else {
				this.source.subscriber.onComplete();
			}
			this.demand += 1000;
			this.subscriber.subscription.request(1000);
			check();
			assertThat(told()).isEqualTo(this.offered);
			assertThat(this.subscriber.ends).isEqualTo(1);
			assertThat(this.subscriber.error).isSameAs(fails ? failure : null);
			assertThat(this.timer.waiting()).isZero();
		}

	}

}
