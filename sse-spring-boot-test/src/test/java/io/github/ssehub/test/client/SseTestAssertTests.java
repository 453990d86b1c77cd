package io.github.ssehub.test.client;

import java.time.Duration;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

import io.github.ssehub.test.client.Received.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link SseTestStreamAssert} and {@link SseTestEventAssert}: each assertion once as it
 * holds, and once with its message.
 */
class SseTestAssertTests {

	private static final String TEXT = ":\nevent: sse-open\ndata: {}\nid: a-0\n\nevent: price\ndata: 42\nid: a-1\n\n";

	private final SseTestStream stream = FakeExchange.stream(TEXT);

	private final SseTestEvent event = FakeExchange.stream(TEXT).awaitEvent();

	@Test
	void shouldVerifyStream() {
		assertThat(this.stream).hasStatus(200)
			.hasHeader("Content-Type", "text/event-stream")
			.isOpen()
			.hasEvent()
			.hasEvent("price")
			.hasEvent("price", "42")
			.hasData("42")
			.hasDataAs(Integer.class, 42)
			.hasExactlyData("42")
			.hasId("a-1")
			.hasLastEventId("a-1")
			.hasComment("")
			.hasNoGap();
		assertThat(FakeExchange.stream(": beat\n\n")).hasComment()
			.hasComment("beat")
			.staysQuietFor(Duration.ofMillis(1));
		assertThat(FakeExchange.stream("event: sse-gap\ndata: {}\n\n")).hasGap();
		assertThat(end(State.ENDED)).hasEnded();
		assertThat(end(State.BROKEN)).isBroken();
		// What was awaited is no noise
		this.stream.awaitEvent();
		assertThat(this.stream).staysQuietFor(Duration.ofMillis(1));
	}

	@Test
	void shouldTellWhatTheStreamHasInstead() {
		shouldFail(() -> assertThat(this.stream).hasStatus(204), "status 204");
		shouldFail(() -> assertThat(this.stream).hasHeader("Vary", "Origin"), "header Vary: Origin and not null");
		shouldFail(() -> assertThat(this.stream).hasEvent("news"), "an event 'news' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasEvent("price", "43"),
				"an event 'price' with the data '43' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasData("43"), "an event with the data '43' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasDataAs(Integer.class, 43),
				"an event with data that is 43 within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasExactlyData("42", "43"), "events with exactly the data [42, 43]");
		shouldFail(() -> assertThat(this.stream).hasId("a-0"), "an event with the id 'a-0' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasLastEventId("a-2"), "last event id 'a-2' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasComment(), "a comment within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasComment("beat"), "comment 'beat' within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasGap(), "a gap within 20 ms");
		shouldFail(() -> assertThat(this.stream).hasEnded(), "the end of the stream within 20 ms");
		shouldFail(() -> assertThat(this.stream).isBroken(), "a broken connection within 20 ms");
		shouldFail(() -> assertThat(this.stream).staysQuietFor(Duration.ofMillis(5)), "no event for 5 ms");
	}

	@Test
	void shouldTellThatTheStreamIsNotAsItShouldBe() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(FakeExchange.stream(": beat\n\n")).hasEvent())
			.withMessageStartingWith("Expected an event within 20 ms, but got:");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(FakeExchange.stream("event: sse-gap\ndata: {}\n\n")).hasNoGap())
			.withMessageStartingWith("Expected no gap, but got:");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(end(State.ENDED)).isOpen())
			.withMessageStartingWith("Expected an open stream, but got:");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(end(State.ENDED)).hasEvent())
			.withMessageStartingWith("Expected an event, but got:");
	}

	@Test
	void shouldTellTheDescription() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.stream).as("stream of Ann").hasStatus(204))
			.withMessageStartingWith("[stream of Ann] ");
	}

	private void shouldFail(ThrowingCallable assertion, String expected) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageStartingWith("Expected " + expected + ", but got:" + System.lineSeparator()
					+ "GET http://x/events: 200 text/event-stream, open, 2 blocks received:\n  1:\n")
			.withMessageEndingWith("  2:\n    event: price\n    data: 42\n    id: a-1");
	}

	@Test
	void shouldVerifyEvent() {
		assertThat(this.event).hasName("price")
			.hasData("42")
			.hasDataContaining("4", "2")
			.hasDataAs(Integer.class, 42)
			.hasDataAs(new ParameterizedTypeReference<Integer>() {
			}, 42)
			.hasId()
			.hasId("a-1");
		SseTestEvent other = FakeExchange.stream(": beat\nretry: 5\n\n").blocks().get(0);
		assertThat(other).isUnnamed().hasNoData().hasNoId().hasComment("beat").hasRetry(Duration.ofMillis(5));
		SseTestEvent gap = FakeExchange.stream("event: sse-gap\ndata: {\"reason\":\"expired\"}\n\n").awaitEvent();
		assertThat(gap).isGap().isGap("expired");
	}

	@Test
	void shouldTellWhatTheEventHasInstead() {
		shouldFailOfEvent(() -> assertThat(this.event).hasName("news"), "name 'news'");
		shouldFailOfEvent(() -> assertThat(this.event).isUnnamed(), "no name");
		shouldFailOfEvent(() -> assertThat(this.event).hasData("43"), "data '43'");
		shouldFailOfEvent(() -> assertThat(this.event).hasNoData(), "no data");
		shouldFailOfEvent(() -> assertThat(this.event).hasDataContaining("4", "3"), "data that contains '3'");
		shouldFailOfEvent(() -> assertThat(this.event).hasDataAs(Integer.class, 43), "data that is 43 and not 42");
		shouldFailOfEvent(() -> assertThat(this.event).hasDataAs(new ParameterizedTypeReference<Object>() {
		}, List.of()), "data that is [] and not 42");
		shouldFailOfEvent(() -> assertThat(this.event).hasId("a-2"), "id 'a-2'");
		shouldFailOfEvent(() -> assertThat(this.event).hasNoId(), "no id");
		shouldFailOfEvent(() -> assertThat(this.event).hasComment("beat"), "comment 'beat'");
		shouldFailOfEvent(() -> assertThat(this.event).hasRetry(Duration.ofMillis(5)), "retry 'PT0.005S'");
		shouldFailOfEvent(() -> assertThat(this.event).isGap(), "a gap");
		shouldFailOfEvent(() -> assertThat(this.event).isGap("expired"), "a gap of the reason expired");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(FakeExchange.stream("data: 1\n\n").awaitEvent()).hasId())
			.withMessageContaining("Expected an id, but got:");
	}

	private void shouldFailOfEvent(ThrowingCallable assertion, String expected) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageContaining("Expected " + expected + ", but got:" + System.lineSeparator()
					+ "    event: price\n    data: 42\n    id: a-1");
	}

	private static SseTestStream end(State state) {
		return new FakeExchange(200, "text/event-stream").end(state, "").stream();
	}

}
