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
import io.github.ssehub.SseEventType;
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
			OfAdapter.class, OfSuperclass.class, OfRoom.class, OfRooms.class })
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
	abstract static class Sources {

		@SseEndpoint("/publisher")
		abstract Publisher<OfPublisher> publisher();

		@SseEndpoint("/flow")
		abstract Flow.Publisher<OfFlow> flow();

		@SseEndpoint("/stream")
		abstract Stream<? extends OfStream> stream();

		@SseEndpoint("/iterator")
		abstract Iterator<OfIterator> iterator();

		@SseEndpoint("/iterable")
		abstract Iterable<OfIterable> iterable();

		@SseEndpoint("/stage")
		abstract CompletionStage<OfStage> stage();

		@SseEndpoint("/sse-stream")
		abstract SseStream<OfSseStream> sseStream();

		@SseEndpoint("/entity")
		abstract ResponseEntity<CompletableFuture<OfEntity>> entity();

		@SseEndpoint("/event")
		abstract Stream<ServerSentEvent<OfEvent>> event();

		@SseEndpoint("/list")
		abstract Stream<List<OfList>> list();

		@SseEndpoint("/own-type")
		abstract OwnType ownType();

		@SseEndpoint("/adapter")
		abstract Adapted<OfAdapter> adapter();

		@SseEndpoint("/rooms")
		abstract List<String> rooms();

		@SseEndpoint("/subscription")
		@SseEventType(name = "one", data = OfRoom.class)
		@SseEventType(name = "many", data = OfRooms[].class)
		@SseEventType(name = "text")
		abstract SseSubscription subscription();

		@SseEndpoint("/result")
		abstract EndpointResult result();

		@SseEndpoint("/events")
		abstract Stream<SseEvent> events();

		@SseEndpoint("/data")
		abstract Stream<SseData> data();

		abstract Stream<Unused> other();

	}

	abstract static class Superclass<T> {

		@SseEndpoint("/superclass")
		abstract Stream<T> stream();

	}

	@Controller
	abstract static class Inherited extends Superclass<OfSuperclass> {

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

	record OfRoom(String value) {

	}

	record OfRooms(String value) {

	}

	record Unused(String value) {

	}

}
