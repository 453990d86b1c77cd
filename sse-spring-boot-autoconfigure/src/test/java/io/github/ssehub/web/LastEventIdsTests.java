package io.github.ssehub.web;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

class LastEventIdsTests {

	private final LastEventIds ids = new LastEventIds(List.of("lastEventId", "evs_last_event_id"));

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@Test
	void shouldFindNone() {
		this.request.addParameter("other", "1");
		assertThat(this.ids.find(this.request)).isNull();
	}

	@Test
	void shouldReadHeader() {
		this.request.addHeader("last-event-id", "e-1");
		assertThat(this.ids.find(this.request)).isEqualTo("e-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lastEventId", "evs_last_event_id" })
	void shouldReadParameter(String name) {
		this.request.addParameter(name, "\u20ac");
		assertThat(this.ids.find(this.request)).isEqualTo("\u20ac");
	}

	@Test
	void shouldPreferHeaderToParameter() {
		this.request.addParameter("lastEventId", "parameter");
		this.request.addHeader("Last-Event-ID", "header");
		assertThat(this.ids.find(this.request)).isEqualTo("header");
	}

	@Test
	void shouldPreferFirstParameter() {
		this.request.addParameter("evs_last_event_id", "second");
		this.request.addParameter("lastEventId", "first");
		assertThat(this.ids.find(this.request)).isEqualTo("first");
	}

	@Test
	void shouldPassOverWhatIsEmpty() {
		this.request.addHeader("Last-Event-ID", "");
		this.request.addParameter("lastEventId", "");
		assertThat(this.ids.find(this.request)).isNull();
		this.request.addParameter("evs_last_event_id", "second");
		assertThat(this.ids.find(this.request)).isEqualTo("second");
	}

	@Test
	void shouldReadNoParameterIfNoneIsNamed() {
		this.request.addParameter("lastEventId", "e-1");
		assertThat(new LastEventIds(List.of()).find(this.request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "e-1", "caf\u00e9", "\u20ac", "\ud83d\ude00" })
	void shouldReadHeaderAsUtf8HoweverTheServerDecodedIt(String id) {
		byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
		this.request.addHeader("Last-Event-ID", new String(bytes, StandardCharsets.ISO_8859_1));
		assertThat(this.ids.find(this.request)).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u20ac", "\ud83d\ude00", "caf\u00e9", "a\u00ffb" })
	void shouldTakeHeaderThatIsNoUtf8AsItIs(String id) {
		this.request.addHeader("Last-Event-ID", id);
		assertThat(this.ids.find(this.request)).isEqualTo(id);
	}

	@Test
	void shouldKeepLongestIdThatAnEventCanHave() {
		String id = "\u20ac".repeat(SseEvent.MAX_ID_LENGTH);
		this.request.addHeader("Last-Event-ID",
				new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
		assertThat(this.ids.find(this.request)).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(ints = { SseEvent.MAX_ID_LENGTH + 1, 10_000 })
	void shouldCutLongerIdSoThatItIsNoIdOfAnEvent(int length) {
		this.request.addParameter("lastEventId", "x".repeat(length));
		assertThat(this.ids.find(this.request)).hasSize(SseEvent.MAX_ID_LENGTH + 1);
		this.request.addHeader("Last-Event-ID", "y".repeat(length));
		assertThat(this.ids.find(this.request)).isEqualTo("y".repeat(SseEvent.MAX_ID_LENGTH + 1));
	}

}
