package io.github.ssehub.web;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.javapoet.ClassName;
import org.springframework.stereotype.Controller;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of an application before it runs as a native image.
 */
class EndpointPayloadsTests {

	private static final RuntimeHints hints = new RuntimeHints();

	@BeforeAll
	static void process() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Sources.class, Inherited.class);
		new ApplicationContextAotGenerator().processAheadOfTime(context,
				new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(EndpointPayloadsTests.class)),
						new InMemoryGeneratedFiles(), hints));
	}

	@ParameterizedTest
	@ValueSource(classes = { OfPublisher.class, OfFlow.class, OfStream.class, OfIterator.class, OfIterable.class,
			OfStage.class, OfSseStream.class, OfEntity.class, OfEvent.class, OfList.class, OfOwnType.class,
			OfAdapter.class, OfSuperclass.class })
	void shouldKnowTheElementsOfAnEndpoint(Class<?> payload) throws Exception {
		assertThat(payload).matches(isBound());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(payload.getMethod("value"))).accepts(hints);
	}

	@Test
	void shouldKnowWhatIsInThem() {
		assertThat(Nested.class).matches(isBound());
	}

	@ParameterizedTest
	@ValueSource(classes = { SseSubscription.class, SseEvent.class, SseData.class, SseStream.class, Unused.class })
	void shouldLeaveOutWhatIsNoPayload(Class<?> type) {
		assertThat(type).matches(isBound().negate());
	}

	private static Predicate<Class<?>> isBound() {
		return (type) -> RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
			.test(hints);
	}

	// Not a rest controller: Spring knows what those return

	@Controller
	static class Sources {

		@SseEndpoint("/publisher")
		Publisher<OfPublisher> publisher() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/flow")
		Flow.Publisher<OfFlow> flow() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/stream")
		Stream<? extends OfStream> stream() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/iterator")
		Iterator<OfIterator> iterator() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/iterable")
		Iterable<OfIterable> iterable() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/stage")
		CompletionStage<OfStage> stage() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/sse-stream")
		SseStream<OfSseStream> sseStream() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/entity")
		ResponseEntity<CompletableFuture<OfEntity>> entity() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/event")
		Stream<ServerSentEvent<OfEvent>> event() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/list")
		Stream<List<OfList>> list() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/own-type")
		OwnType ownType() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/adapter")
		Adapted<OfAdapter> adapter() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/rooms")
		List<String> rooms() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/subscription")
		SseSubscription subscription() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/result")
		EndpointResult result() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/events")
		Stream<SseEvent> events() {
			throw new UnsupportedOperationException();
		}

		@SseEndpoint("/data")
		Stream<SseData> data() {
			throw new UnsupportedOperationException();
		}

		Stream<Unused> other() {
			throw new UnsupportedOperationException();
		}

	}

	static class Superclass<T> {

		@SseEndpoint("/superclass")
		Stream<T> stream() {
			throw new UnsupportedOperationException();
		}

	}

	@Controller
	static class Inherited extends Superclass<OfSuperclass> {

	}

	static class OwnType extends ArrayList<OfOwnType> {

	}

	interface Adapted<T> {

	}

	record Nested(String value) {

	}

	record OfPublisher(Nested value) {

	}

	record OfFlow(String value) {

	}

	record OfStream(String value) {

	}

	record OfIterator(String value) {

	}

	record OfIterable(String value) {

	}

	record OfStage(String value) {

	}

	record OfSseStream(String value) {

	}

	record OfEntity(String value) {

	}

	record OfEvent(String value) {

	}

	record OfList(String value) {

	}

	record OfOwnType(String value) {

	}

	record OfAdapter(String value) {

	}

	record OfSuperclass(String value) {

	}

	record Unused(String value) {

	}

}
