package io.github.ssehub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SsePublisherTests {

	private final FakePublisher publisher = new FakePublisher();

	static Stream<Function<SsePublisher, String>> unnamed() {
		return Stream.of((publisher) -> publisher.broadcast("a", 42),
				(publisher) -> publisher.broadcast("a", (Object) SseEvent.of(42)),
				(publisher) -> publisher.broadcast("a", ServerSentEvent.builder(42).build()),
				(publisher) -> publisher.broadcast("a", SseData.of(42)),
				(publisher) -> publisher.broadcast("a", SseEvent.of(42)),
				(publisher) -> publisher.broadcast(List.of("a"), 42),
				(publisher) -> publisher.broadcast(Set.of("a"), (Object) SseEvent.of(42)),
				(publisher) -> publisher.broadcast(List.of("a"), ServerSentEvent.builder(42).build()),
				(publisher) -> publisher.broadcast(List.of("a"), SseEvent.of(42)));
	}

	@ParameterizedTest
	@MethodSource("unnamed")
	void shouldBroadcastAnUnnamedEventInEveryWay(Function<SsePublisher, String> broadcast) {
		assertThat(broadcast.apply(this.publisher)).isEqualTo("1");
		assertThat(this.publisher.events).singleElement().satisfies((event) -> {
			assertThat(event.event()).isNull();
			assertThat(event.data()).isEqualTo(42);
		});
		assertThat(this.publisher.rooms).containsExactly("a");
	}

	static Stream<Function<SsePublisher, String>> named() {
		return Stream.of((publisher) -> publisher.broadcast("a", "name", 42),
				(publisher) -> publisher.broadcast("a", "name", SseData.of(42)),
				(publisher) -> publisher.broadcast(List.of("a"), "name", 42),
				(publisher) -> publisher.broadcast("a", SseEvent.of("name", 42)),
				(publisher) -> publisher.broadcast("a", ServerSentEvent.builder(42).event("name").build()));
	}

	@ParameterizedTest
	@MethodSource("named")
	void shouldBroadcastANamedEventInEveryWay(Function<SsePublisher, String> broadcast) {
		broadcast.apply(this.publisher);
		assertThat(this.publisher.events).singleElement().satisfies((event) -> {
			assertThat(event.event()).isEqualTo("name");
			assertThat(event.data()).isEqualTo(42);
		});
		assertThat(this.publisher.rooms).containsExactly("a");
	}

	static Stream<Object> events() {
		return Stream.of(SseEvent.of("hi"), ServerSentEvent.builder("hi").build());
	}

	@ParameterizedTest
	@MethodSource("events")
	void shouldRefuseAnEventAsDataOfANamedEvent(Object event) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast("a", "name", event))
			.withMessageStartingWith("'data' must not be an event");
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of("a"), "name", event));
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of("name", event));
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().data(event));
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(event));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.publisher.broadcast("a", ServerSentEvent.builder(event).build()));
		assertThat(this.publisher.events).isEmpty();
	}

	@Test
	void shouldTakeAnEventAsItIs() {
		SseEvent event = SseEvent.of("hi");
		assertThat(SseEvent.of((Object) event)).isSameAs(event);
	}

	@Test
	void shouldSayThatAPublisherKnowsNoTransactions() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.publisher::afterCommit)
			.withMessageContaining(FakePublisher.class.getName());
	}

	/**
	 * What an application writes to test what it publishes.
	 */
	private static final class FakePublisher implements SsePublisher {

		private final List<SseEvent> events = new ArrayList<>();

		private final List<String> rooms = new ArrayList<>();

		@Override
		public String broadcast(Collection<String> rooms, SseEvent event) {
			this.rooms.addAll(rooms);
			this.events.add(event);
			return position();
		}

		@Override
		public String position() {
			return Integer.toString(this.events.size());
		}

	}

}
