package io.github.ssehub.test.client;

import org.junit.jupiter.api.Test;

import io.github.ssehub.test.client.Received.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SseTestStreamTests {

	private static final String OPENING = ":\nevent: sse-open\nretry: 3000\ndata: {}\nid: a-0\n\n";

	@Test
	void shouldGoThroughTheEvents() {
		SseTestStream stream = FakeExchange.stream(OPENING + "data: 1\nid: a-1\n\n: beat\n\nevent: x\ndata: 2\n\n"
				+ "event: sse-position\ndata: {}\nid: a-3\n\ndata: 3\n\n");
		assertThat(stream.awaitOpen().awaitEvent()).hasData("1");
		assertThat(stream.awaitEvent("x")).hasData("2");
		assertThat(stream.awaitEvent()).hasData("3");
		assertThat(stream.events()).extracting(SseTestEvent::data).containsExactly("1", "2", "3");
		assertThat(stream.blocks()).hasSize(6);
		assertThat(stream.lastEventId()).isEqualTo("a-3");
	}

	@Test
	void shouldFindWhatIsAskedFor() {
		assertThat(FakeExchange.stream(OPENING).awaitEvent("sse-open")).hasId("a-0");
		assertThat(FakeExchange.stream(OPENING + ": beat\n\n").awaitComment()).isNotNull();
		assertThat(FakeExchange.stream("event: x\ndata: 1\n\ndata: 2\n\n").awaitEvent("message")).hasData("2");
		assertThat(FakeExchange.stream("data: 1\n\ndata: 2\n\ndata: 3\n\n").awaitEvents(2))
			.extracting(SseTestEvent::data)
			.containsExactly("1", "2");
	}

	@Test
	void shouldNotPassByAnEventThatOpensTheStream() {
		assertThat(FakeExchange.stream("event: sse-gap\ndata: {}\n\n").awaitOpen().awaitEvent()).isGap();
		assertThat(FakeExchange.stream("data: 1\n\n").awaitOpen().awaitEvent()).hasData("1");
	}

	@Test
	void shouldReadJson() {
		SseTestEvent event = FakeExchange.stream("data: {\"symbol\":\"ACME\",\"value\":42}\n\n").awaitEvent();
		assertThat(event.dataAs(Price.class)).isEqualTo(new Price("ACME", 42));
		assertThat(FakeExchange.stream("data: 7\n\n").awaitEvent().dataAs(int.class)).isEqualTo(7);
	}

	@Test
	void shouldReturnWhatCameBeforeTheEnd() {
		SseTestStream stream = new FakeExchange(200, "text/event-stream").write(OPENING + "data: 1\n\ndata: 2\n\n")
			.end(State.ENDED, "")
			.stream();
		stream.awaitEvent();
		assertThat(stream.awaitEnd()).extracting(SseTestEvent::data).containsExactly("2");
		assertThat(stream.isOpen()).isFalse();
	}

	@Test
	void shouldTellWhatWasReceived() {
		SseTestStream stream = FakeExchange.stream(OPENING + "data: 1\nid: a-1\n\ndata: unfin");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> stream.awaitEvent("price")).withMessage("""
				Expected an event 'price' within 20 ms, but got:
				GET http://x/events: 200 text/event-stream, open, 2 blocks received:
				  1:
				    :
				    event: sse-open
				    retry: 3000
				    data: {}
				    id: a-0
				  2:
				    data: 1
				    id: a-1
				  and of a block that has not ended:
				    data: unfin""");
	}

	@Test
	void shouldTellThatTheStreamHasEnded() {
		SseTestStream stream = new FakeExchange(200, "text/event-stream")
			.end(State.BROKEN, "java.io.IOException: reset")
			.stream();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::awaitEvent).withMessage("""
				Expected an event, but got:
				GET http://x/events: 200 text/event-stream, broken (java.io.IOException: reset), 0 blocks received""");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::awaitEnd)
			.withMessageStartingWith("Expected its end, but got:");
	}

	@Test
	void shouldTellTheLastBlocksOnly() {
		SseTestStream stream = FakeExchange.stream("data: 1\n\n".repeat(25) + "data: " + "x".repeat(1000) + "\n\n");
		assertThat(stream.toString()).contains("26 blocks received, the last 20 of them:\n  7:\n")
			.doesNotContain("\n  6:\n")
			.contains("x.. (1007 characters)");
	}

	@Test
	void shouldTellWhichEventOfSeveralIsMissing() {
		SseTestStream stream = FakeExchange.stream("data: 1\n\n");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> stream.awaitEvents(3))
			.withMessageStartingWith("Expected event 2 of 3 within 20 ms, but got:");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::awaitComment)
			.withMessageStartingWith("Expected a comment within 20 ms, but got:");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> FakeExchange.stream("").awaitOpen())
			.withMessageStartingWith("Expected the first block within 20 ms, but got:");
	}

	@Test
	void shouldTellWhyThereIsNoStream() {
		SseTestStream stream = new FakeExchange(403, "application/problem+json").write("{\"detail\":\"Not yours\"}")
			.end(State.ENDED, "")
			.stream();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::checkStream).withMessage("""
				Expected 200 and an event stream, but got:
				GET http://x/events: 403 application/problem+json, ended by the server, no event stream, its body:
				    {"detail":"Not yours"}""");
		assertThat(stream.awaitBody()).isEqualTo("{\"detail\":\"Not yours\"}");
	}

	@Test
	void shouldTellThatDataIsNoJson() {
		SseTestEvent event = FakeExchange.stream("data: hello\n\n").awaitEvent();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> event.dataAs(Price.class))
			.withMessageStartingWith("Expected data that is JSON of ")
			.withMessageEndingWith("but got:\n    hello");
		SseTestEvent comment = FakeExchange.stream(": beat\n\n").awaitComment();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> comment.dataAs(Price.class))
			.withMessageEndingWith("but there is none in the block:\n    : beat");
	}

	@Test
	void shouldNotFillTheMemory() {
		FakeExchange exchange = new FakeExchange(200, "text/event-stream");
		byte[] part = new byte[1 << 20];
		part[part.length - 1] = '\n';
		boolean more = true;
		for (int i = 0; i <= 64; i++) {
			more = exchange.received.add(part, 0, part.length);
		}
		assertThat(more).isFalse();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> exchange.stream().awaitEvent())
			.withMessageContaining("broken (more than 64 MB, which are not read)");
	}

	@Test
	void shouldStopWaitingWhenInterrupted() {
		SseTestStream stream = FakeExchange.stream("");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::awaitEvent)
			.withMessageStartingWith("Interrupted while waiting");
		assertThat(Thread.interrupted()).isTrue();
	}

	private record Price(String symbol, int value) {

	}

}
