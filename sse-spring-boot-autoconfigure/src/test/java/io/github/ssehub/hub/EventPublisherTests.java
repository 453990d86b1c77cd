package io.github.ssehub.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventPublisherTests {

	private final EventIds ids = new EventIds("e");

	private Boolean freeAtFirstLookUp;

	private final LogSettings settings = new LogSettings(this::retention, 100_000, 100_000, Duration.ZERO);

	private final EventLog log = new EventLog(this.ids, this.settings, () -> 0);

	private final LogJournal journal = new LocalJournal(() -> 0, Duration.ZERO);

	private final EventEncoder encoder = new EventEncoder(
			(data) -> ("json of " + data.value()).getBytes(StandardCharsets.UTF_8), this.ids, 1000);

	private final EventPublisher publisher = new EventPublisher(this.encoder,
			new HubLog(this.ids, this.log, this.journal, () -> 0), this.settings.retention(), () -> !this.ended);

	private boolean ended;

	@BeforeEach
	void start() {
		this.journal.start(this.log.target());
	}

	@Test
	void shouldTakeDataAsUnnamedEvent() {
		assertThat(wire(SseEvent.of("hi"))).isEqualTo("data: hi\n\n");
		assertThat(wire(SseEvent.of(42))).isEqualTo("data: json of 42\n\n");
	}

	@Test
	void shouldTakeEventAsItIs() {
		SseEvent event = SseEvent.of("name", "hi");
		assertThat(SseEvent.of(event)).isSameAs(event);
	}

	@Test
	void shouldTakeServerSentEventAsEvent() {
		ServerSentEvent<Object> event = ServerSentEvent.builder()
			.id("own")
			.event("name")
			.retry(Duration.ofSeconds(1))
			.comment("note")
			.data(42)
			.build();
		assertThat(wire(SseEvent.of(event))).isEqualTo("""
				: note
				event: name
				retry: 1000
				data: json of 42
				id: own

				""");
	}

	@Test
	void shouldTakeServerSentEventWithDataOnly() {
		assertThat(wire(SseEvent.of(ServerSentEvent.builder("hi").build()))).isEqualTo("data: hi\n\n");
	}

	@Test
	void shouldRefuseServerSentEventThatForgesLines() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SseEvent.of(ServerSentEvent.builder().event("name\ndata: forged").build()));
	}

	@Test
	void shouldRefuseEmptyServerSentEvent() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of(ServerSentEvent.builder().build()));
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of(null));
	}

	static Stream<Object> asynchronousValues() {
		Publisher<String> publisher = (subscriber) -> {
		};
		return Stream.of(Flux.just("hi"), Mono.just("hi"), publisher, new SubmissionPublisher<>(),
				new CompletableFuture<>(), CompletableFuture.completedStage("hi"));
	}

	@ParameterizedTest
	@MethodSource("asynchronousValues")
	void shouldRefuseAsynchronousValue(Object data) {
		SseEvent event = SseEvent.of(data);
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of("a"), event))
			.withMessageContaining(data.getClass().getName());
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.encodeDirect(event));
		assertThat(this.log.head()).isZero();
	}

	@ParameterizedTest
	@MethodSource("asynchronousValues")
	void shouldRefuseAsynchronousValueOfServerSentEvent(Object data) {
		SseEvent event = SseEvent.of(ServerSentEvent.builder(data).build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of("a"), event));
	}

	@Test
	void shouldReturnId() {
		assertThat(this.publisher.broadcast(List.of("a"), SseEvent.of("hi"))).isEqualTo("e-1");
		assertThat(this.publisher.broadcast(List.of("b"), SseEvent.of("hi"))).isEqualTo("e-2");
	}

	@Test
	void shouldReturnIdOfTheApplication() {
		SseEvent event = SseEvent.builder().id("own").data("hi").build();
		assertThat(this.publisher.broadcast(List.of("a"), event)).isEqualTo("own");
		assertThat(this.log.head()).isEqualTo(1);
	}

	@Test
	void shouldRefuseIdThatLooksLikeOneOfTheHub() {
		SseEvent event = SseEvent.builder().id("e-7").data("hi").build();
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of("a"), event))
			.withMessageContaining("'e-7'");
		assertThat(this.log.head()).isZero();
	}

	static Stream<Collection<String>> collections() {
		return Stream.of(List.of("a", "b"), Set.of("a", "b"), new TreeSet<>(Set.of("a", "b")),
				new ArrayList<>(List.of("a", "b", "a", "b")));
	}

	@ParameterizedTest
	@MethodSource("collections")
	void shouldBroadcastToEachRoomOnce(Collection<String> rooms) {
		this.publisher.broadcast(List.of("a"), SseEvent.of("hi"));
		long roomAndEntry = this.log.bytes();
		this.publisher.broadcast(List.of("a"), SseEvent.of("hi"));
		long entry = this.log.bytes() - roomAndEntry;
		this.publisher.broadcast(rooms, SseEvent.of("hi"));
		assertThat(this.log.bytes()).isEqualTo(2 * roomAndEntry + 2 * entry);
		assertThat(this.log.head()).isEqualTo(3);
		assertThat(this.log.rooms()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void shouldRefuseNoRooms() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of(), SseEvent.of("hi")));
	}

	@Test
	void shouldRefuseBadRoomBeforeAnythingIsPublished() {
		assertThatExceptionOfType(SseRoomNameException.class)
			.isThrownBy(() -> this.publisher.broadcast(List.of("a", ""), SseEvent.of("hi")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.publisher.broadcast(Arrays.asList("a", null), SseEvent.of("hi")));
		assertThat(this.log.head()).isZero();
		assertThat(this.log.rooms()).isEmpty();
	}

	@Test
	void shouldRefuseLargeEventBeforeAnythingIsPublished() {
		assertThatExceptionOfType(SseEventTooLargeException.class)
			.isThrownBy(() -> this.publisher.broadcast(List.of("a"), SseEvent.of("x".repeat(1000))));
		assertThat(this.log.head()).isZero();
	}

	@Test
	void shouldReturnThePositionAndPublishNothingOnceEnded() {
		String last = this.publisher.broadcast("a", "hi");
		long size = this.log.bytes();
		this.ended = true;
		SseEvent own = SseEvent.builder().id("own").data("after").build();
		assertThat(this.publisher.broadcast("a", "after")).isEqualTo(last);
		assertThat(this.publisher.broadcast(List.of("a", "b"), own)).isEqualTo(last);
		assertThat(this.publisher.position()).isEqualTo(last);
		assertThat(this.log.bytes()).isEqualTo(size);
		assertThat(this.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldNotWriteDataOnceEnded() {
		this.ended = true;
		assertThat(this.publisher.broadcast("a", CompletableFuture.completedFuture("hi")))
			.isEqualTo(this.publisher.position());
	}

	@Test
	void shouldReturnThePositionBeforeAnythingIsPublished() {
		assertThat(this.publisher.position()).isEqualTo("e-0");
	}

	@Test
	void shouldFirstLookUpWhatARoomKeepsWhileTheLogIsFree() {
		this.publisher.broadcast(List.of("a"), SseEvent.of("hi"));
		assertThat(this.freeAtFirstLookUp).isTrue();
	}

	private RoomRetention retention(String room) {
		if (this.freeAtFirstLookUp == null) {
			this.freeAtFirstLookUp = CompletableFuture.supplyAsync(this.log::rooms)
				.thenApply((rooms) -> true)
				.completeOnTimeout(false, 2, TimeUnit.SECONDS)
				.join();
		}
		return new RoomRetention(100, Duration.ofMinutes(1), 100_000, true);
	}

	private String wire(SseEvent event) {
		WireEvent encoded = this.publisher.encodeDirect(event);
		return new String(encoded.bytes(), 0, encoded.length(), StandardCharsets.UTF_8);
	}

}
