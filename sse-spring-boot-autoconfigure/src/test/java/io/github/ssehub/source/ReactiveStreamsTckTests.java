package io.github.ssehub.source;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStreamState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of Reactive Streams, as its Technology Compatibility Kit checks them. What it
 * skips (rules that are optional, or that only a publisher with other abilities can
 * break) is skipped here.
 */
class ReactiveStreamsTckTests {

	private static final ExecutorService executor = Executors.newCachedThreadPool();

	private static final SourceTimer timer = new SourceTimer();

	@AfterAll
	static void stop() {
		executor.shutdownNow();
		timer.destroy();
	}

	// Signals that come are waited for, those that must not come for a little while
	private static TestEnvironment environment() {
		return new TestEnvironment(5000, 20, 20);
	}

	private static Publisher<Object> pull(Object source) {
		return new ElementSources(executor).toPublisher(source);
	}

	@TestFactory
	Stream<DynamicTest> iterables() {
		return publisher(Long.MAX_VALUE, (count) -> {
			Iterable<Long> numbers = () -> LongStream.range(0, count).iterator();
			return pull(numbers);
		});
	}

	@TestFactory
	Stream<DynamicTest> iterators() {
		return publisher(Long.MAX_VALUE, (count) -> pull(LongStream.range(0, count).iterator()));
	}

	@TestFactory
	Stream<DynamicTest> streams() {
		return publisher(Long.MAX_VALUE, (count) -> pull(LongStream.range(0, count).boxed()));
	}

	@TestFactory
	Stream<DynamicTest> stages() {
		return publisher(1, (count) -> pull(CompletableFuture.completedFuture((count > 0) ? count : null)));
	}

	@TestFactory
	Stream<DynamicTest> batches() {
		int size = 3;
		return publisher(Long.MAX_VALUE / size, (count) -> {
			Iterable<Long> numbers = () -> LongStream.range(0, count * size).iterator();
			return new BatchPublisher(pull(numbers), size, Duration.ofMinutes(1), timer, executor);
		});
	}

	@TestFactory
	Stream<DynamicTest> run() {
		return rules(() -> new SubscriberVerification(ReactiveStreamsTckTests::newRun));
	}

	@TestFactory
	Stream<DynamicTest> runOfBatches() {
		return rules(() -> new SubscriberVerification(
				() -> new BatchSubscription(newRun(), 3, Duration.ofMinutes(1), timer, executor)));
	}

	private static SourceRun newRun() {
		return new SourceRun(new FastOutput(), SseFormat.PLAIN, 8, executor, (error) -> false);
	}

	private static Stream<DynamicTest> publisher(long max, LongFunction<Publisher<Object>> factory) {
		return rules(() -> new SourceVerification(max, factory));
	}

	// Each with an object of its own, as TestNG would call them
	private static Stream<DynamicTest> rules(Supplier<Object> verifications) {
		Method[] methods = verifications.get().getClass().getMethods();
		assertThat(methods).filteredOn(ReactiveStreamsTckTests::isRule).hasSizeGreaterThan(15);
		return Arrays.stream(methods)
			.filter(ReactiveStreamsTckTests::isRule)
			.sorted(Comparator.comparing(Method::getName))
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> checkOften(verifications, method)));
	}

	private static boolean isRule(Method method) {
		return method.isAnnotationPresent(Test.class);
	}

	// A machine that is busy may collect garbage later than the rule waits
	private static void checkOften(Supplier<Object> verifications, Method rule) throws Throwable {
		for (int left = rule.getName().contains("spec313") ? 9 : 0; left > 0; left--) {
			try {
				check(verifications.get(), rule);
				return;
			}
			catch (AssertionError ex) {
				// Once more
			}
		}
		check(verifications.get(), rule);
	}

	private static void check(Object verification, Method rule) throws Throwable {
		try {
			invoke(verification, BeforeClass.class);
			invoke(verification, BeforeMethod.class);
			rule.invoke(verification);
			invoke(verification, AfterClass.class);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof SkipException skipped) {
				throw new TestAbortedException(skipped.getMessage());
			}
			throw ex.getCause();
		}
	}

	private static void invoke(Object verification, Class<? extends Annotation> annotation)
			throws ReflectiveOperationException {
		for (Method method : verification.getClass().getMethods()) {
			if (method.isAnnotationPresent(annotation)) {
				method.invoke(verification);
			}
		}
	}

	/**
	 * Checks publishers.
	 */
	public static final class SourceVerification extends PublisherVerification<Object> {

		private final long max;

		private final LongFunction<Publisher<Object>> factory;

		SourceVerification(long max, LongFunction<Publisher<Object>> factory) {
			super(environment());
			this.max = max;
			this.factory = factory;
		}

		@Override
		public Publisher<Object> createPublisher(long elements) {
			return this.factory.apply(elements);
		}

		// None fails before it is asked
		@Override
		public @Nullable Publisher<Object> createFailedPublisher() {
			return null;
		}

		@Override
		public long maxElementsFromPublisher() {
			return this.max;
		}

	}

	/**
	 * Checks subscribers, which ask for elements as they like.
	 */
	public static final class SubscriberVerification extends SubscriberBlackboxVerification<Object> {

		private final Supplier<Subscriber<Object>> factory;

		SubscriberVerification(Supplier<Subscriber<Object>> factory) {
			super(environment());
			this.factory = factory;
		}

		@Override
		public Subscriber<Object> createSubscriber() {
			return this.factory.get();
		}

		@Override
		public Object createElement(int number) {
			return number;
		}

	}

	/**
	 * Writes at once.
	 */
	private static final class FastOutput implements ElementOutput {

		@Override
		public void write(SseEvent event, @Nullable Runnable written) {
			if (written != null) {
				written.run();
			}
		}

		@Override
		public void end(SseStreamState state) {
		}

		@Override
		public void onEnd(Runnable callback) {
		}

	}

}
