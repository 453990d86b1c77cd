package io.github.ssehub.test.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTML Living Standard, 9.2.6, with its examples.
 */
class EventStreamParserTests {

	private final List<SseTestEvent> events = new ArrayList<>();

	private final EventStreamParser parser = new EventStreamParser(JsonData.ofClassPath(), this.events::add);

	@Test
	void shouldJoinLinesOfData() {
		parse("data: YHOO\ndata: +2\ndata: 10\n\n");
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.data()).isEqualTo("YHOO\n+2\n10");
			assertThat(event.name()).isNull();
			assertThat(event.raw()).isEqualTo("data: YHOO\ndata: +2\ndata: 10\n");
		});
	}

	@Test
	void shouldReadTheStreamOfFourBlocks() {
		parse(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n");
		assertThat(this.events).extracting(SseTestEvent::data)
			.containsExactly(null, "first event", "second event", " third event");
		assertThat(this.events).extracting(SseTestEvent::lastEventId).containsExactly("", "1", "", "");
		assertThat(this.events).extracting(SseTestEvent::id).containsExactly(null, "1", "", null);
		assertThat(this.events.get(0).comments()).containsExactly("test stream");
	}

	@Test
	void shouldDispatchEmptyDataAndNotItsAbsence() {
		parse("data\n\ndata\ndata\n\nevent: x\n\ndata:");
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("", "\n", null);
		assertThat(this.parser.unfinished()).isEqualTo("data:");
	}

	@Test
	void shouldTakeOneSpaceOrNone() {
		parse("data:test\n\ndata: test\n\n");
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("test", "test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r", "\r\n" })
	void shouldEndLinesInThreeWays(String end) {
		parse("event: a\ndata: 1\ndata: 2\n\ndata: 3\n\n".replace("\n", end));
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("1\n2", "3");
		assertThat(this.events).extracting(SseTestEvent::name).containsExactly("a", null);
	}

	@Test
	void shouldMixEndsOfLines() {
		parse("data: 1\r\n\rdata: 2\n\r\ndata: 3\r\r\n");
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("1", "2", "3");
	}

	@Test
	void shouldDropOneByteOrderMark() {
		parse("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n");
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("1", null);
	}

	@Test
	void shouldIgnoreIdWithNul() {
		parse("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n");
		assertThat(this.events).extracting(SseTestEvent::lastEventId).containsExactly("1", "1");
		assertThat(this.events).extracting(SseTestEvent::id).containsExactly("1", null);
	}

	@Test
	void shouldTakeDigitsOnlyForRetry() {
		parse("retry: 3000\n\nretry: 3s\n\nretry: -1\n\nretry\n\nretry: \u0663\n\nretry: 99999999999999999999\n\n");
		assertThat(this.events).extracting(SseTestEvent::retry)
			.containsExactly(Duration.ofSeconds(3), null, null, null, null, Duration.ofMillis(Long.MAX_VALUE));
	}

	@Test
	void shouldIgnoreOtherFields() {
		parse("datas: 1\nData: 2\n data: 3\nevent:\ndata: 4\n\n");
		assertThat(this.events).extracting(SseTestEvent::data).containsExactly("4");
		assertThat(this.events).extracting(SseTestEvent::name).containsExactly((String) null);
	}

	@Test
	void shouldKeepCommentsOfABlock() {
		parse(":\n: one\n:two\ndata: 1\n\n\n\n");
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.comments()).containsExactly("", "one", "two"));
	}

	private void parse(String stream) {
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		this.parser.parse(bytes, 0, bytes.length);
	}

}
