package io.github.ssehub;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SseEventTests {

	@Test
	void shouldCreateUnnamedEvent() {
		SseEvent event = SseEvent.of("hi");
		assertThat(event.data()).isEqualTo("hi");
		assertThat(event.event()).isNull();
		assertThat(event.id()).isNull();
		assertThat(event.retry()).isNull();
		assertThat(event.comment()).isNull();
		assertThat(event.attributes()).isEmpty();
	}

	@Test
	void shouldCreateNamedEvent() {
		SseEvent event = SseEvent.of("chat", "hi");
		assertThat(event.event()).isEqualTo("chat");
		assertThat(event.data()).isEqualTo("hi");
	}

	@Test
	void shouldKeepEveryField() {
		SseEvent event = SseEvent.builder()
			.id("42")
			.event("chat")
			.data("hi")
			.retry(Duration.ofSeconds(5))
			.comment("note")
			.attribute("tenant", 7)
			.build();
		assertThat(event.id()).isEqualTo("42");
		assertThat(event.event()).isEqualTo("chat");
		assertThat(event.data()).isEqualTo("hi");
		assertThat(event.retry()).isEqualTo(Duration.ofSeconds(5));
		assertThat(event.comment()).isEqualTo("note");
		assertThat(event.attributes()).isEqualTo(Map.of("tenant", 7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "4\r2", "4\n2", "4\r\n2", "4\0002", "42\n", "\r42", "\000" })
	void shouldRefuseIdOfMoreThanOneLineOrWithNul(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().id(id))
			.withMessage("'id' must not contain CR, LF or NUL");
	}

	@ParameterizedTest
	@ValueSource(strings = { " 42", "42 ", " " })
	void shouldRefuseIdThatBeginsOrEndsWithSpace(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().id(id))
			.withMessage("'id' must not begin or end with a space");
	}

	@Test
	void shouldAcceptIdWithSpaceInside() {
		assertThat(SseEvent.builder().id("4 2").build().id()).isEqualTo("4 2");
	}

	@Test
	void shouldRefuseEmptyId() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().id(""))
			.withMessage("'id' must not be empty");
	}

	@Test
	void shouldAcceptIdOf256Characters() {
		String id = "x".repeat(256);
		assertThat(SseEvent.builder().id(id).build().id()).isEqualTo(id);
	}

	@Test
	void shouldRefuseIdOfMoreThan256Characters() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().id("x".repeat(257)))
			.withMessage("'id' must not be longer than 256 characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\rb", "a\nb", "a\r\nb", "a\000b", "a\n", "\ra", "\000" })
	void shouldRefuseEventNameOfMoreThanOneLineOrWithNul(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of(name, "hi"))
			.withMessage("'event' must not contain CR, LF or NUL");
	}

	@Test
	void shouldRefuseEmptyEventName() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of("", "hi"))
			.withMessage("'event' must not be empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse-gap", "sse-open", "sse-" })
	void shouldRefuseReservedEventName(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of(name, "hi"))
			.withMessage("'event' must not begin with 'sse-', which is reserved");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse", "SSE-gap", "a-sse-", "ssegap" })
	void shouldAcceptEventNameThatIsOnlyLikeReservedOne(String name) {
		assertThat(SseEvent.of(name, "hi").event()).isEqualTo(name);
	}

	@Test
	void shouldRefuseNullData() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.of(null)).withMessage("'data' must not be null");
	}

	@Test
	void shouldAcceptEmptyData() {
		assertThat(SseEvent.of("").data()).isEqualTo("");
	}

	@Test
	void shouldRefuseNegativeRetry() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().retry(Duration.ofMillis(-1)))
			.withMessage("'retry' must not be negative");
	}

	@Test
	void shouldRefuseRetryThatIsTooLongForMilliseconds() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SseEvent.builder().retry(ChronoUnit.FOREVER.getDuration()))
			.withMessage("'retry' must not be longer than Long.MAX_VALUE milliseconds");
	}

	@Test
	void shouldAcceptRetryOfZero() {
		assertThat(SseEvent.builder().retry(Duration.ZERO).build().retry()).isEqualTo(Duration.ZERO);
	}

	@Test
	void shouldRefuseEventWithoutAnyField() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().build())
			.withMessageStartingWith("Event must have at least one of");
	}

	@Test
	void shouldRefuseEventWithAttributesOnly() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseEvent.builder().attribute("tenant", 7).build());
	}

	@Test
	void shouldNotLetAttributesBeModified() {
		Map<String, Object> attributes = SseEvent.builder().data("hi").attribute("tenant", 7).build().attributes();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> attributes.put("tenant", 8));
	}

	@Test
	void shouldNotChangeWhenItsBuilderIsUsedAgain() {
		SseEvent.Builder builder = SseEvent.builder().data("hi").attribute("tenant", 7);
		SseEvent event = builder.build();
		builder.data("changed").attribute("tenant", 8).attribute("more", true);
		assertThat(event.data()).isEqualTo("hi");
		assertThat(event.attributes()).isEqualTo(Map.of("tenant", 7));
	}

	@Test
	void shouldNotShowDataInString() {
		assertThat(SseEvent.builder().id("42").event("chat").data("secret").build())
			.hasToString("SseEvent[id=42, event=chat]");
	}

}
