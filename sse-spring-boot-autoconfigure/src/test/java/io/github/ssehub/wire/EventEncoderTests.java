package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SseGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EventEncoderTests {

	private static final long SEQUENCE = 46;

	private final EventIds ids = new EventIds("k3f9");

	private final EventEncoder encoder = new EventEncoder(EventEncoderTests::refuse, this.ids, 100_000);

	@Test
	void shouldWriteUnnamedEvent() {
		assertThat(wire(SseEvent.of("hi"))).isEqualTo("""
				data: hi
				id: k3f9-1a

				""");
	}

	@Test
	void shouldWriteNamedEvent() {
		assertThat(wire(SseEvent.of("chat", "hi"))).isEqualTo("""
				event: chat
				data: hi
				id: k3f9-1a

				""");
	}

	@Test
	void shouldWriteFieldsInFixedOrderWithIdLast() {
		SseEvent event = SseEvent.builder()
			.id("42")
			.data("hi")
			.retry(Duration.ofSeconds(5))
			.event("chat")
			.comment("note")
			.build();
		assertThat(wire(event)).isEqualTo("""
				: note
				event: chat
				retry: 5000
				data: hi
				id: 42

				""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "one\r\ntwo\r\nthree", "one\rtwo\rthree", "one\ntwo\nthree", "one\r\ntwo\rthree" })
	void shouldSplitDataAtEachLineBreak(String data) {
		assertThat(wire(SseEvent.of(data))).isEqualTo("""
				data: one
				data: two
				data: three
				id: k3f9-1a

				""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "one\r\ntwo\r\nthree", "one\rtwo\rthree", "one\ntwo\nthree", "one\r\ntwo\rthree" })
	void shouldSplitCommentAtEachLineBreak(String comment) {
		assertThat(wire(SseEvent.builder().comment(comment).build())).isEqualTo("""
				: one
				: two
				: three
				id: k3f9-1a

				""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "one\n\ntwo", "one\r\rtwo", "one\r\n\r\ntwo", "one\n\rtwo" })
	void shouldKeepEmptyLinesOfData(String data) {
		assertThat(wire(SseEvent.of(data))).isEqualTo("""
				data: one
				data:\s
				data: two
				id: k3f9-1a

				""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "one\n", "one\r", "one\r\n" })
	void shouldKeepTrailingLineBreakOfData(String data) {
		assertThat(wire(SseEvent.of(data))).isEqualTo("""
				data: one
				data:\s
				id: k3f9-1a

				""");
	}

	@Test
	void shouldWriteOneEmptyDataLineForEmptyData() {
		assertThat(wire(SseEvent.of(""))).isEqualTo("""
				data:\s
				id: k3f9-1a

				""");
	}

	@Test
	void shouldWriteNoDataLineForNoData() {
		assertThat(wire(SseEvent.builder().event("chat").build())).isEqualTo("""
				event: chat
				id: k3f9-1a

				""");
	}

	@Test
	void shouldNotLetDataEndTheEventOrBeginAnother() {
		assertThat(wire(SseEvent.of("hi\n\nevent: admin\ndata: forged\nid: 9"))).isEqualTo("""
				data: hi
				data:\s
				data: event: admin
				data: data: forged
				data: id: 9
				id: k3f9-1a

				""");
	}

	@Test
	void shouldNotLetCommentEndTheEventOrBeginAnother() {
		assertThat(wire(SseEvent.builder().comment("note\r\rdata: forged").build())).isEqualTo("""
				: note
				:\s
				: data: forged
				id: k3f9-1a

				""");
	}

	@Test
	void shouldKeepLeadingSpaceOfData() {
		assertThat(wire(SseEvent.of(" hi"))).startsWith("data:  hi\n");
	}

	@Test
	void shouldNotTakeOtherSeparatorsForLineBreaks() {
		String data = "a\u000bb\u000cc\u0085d\u2028e\u2029f\0g";
		assertThat(wire(SseEvent.of(data))).startsWith("data: " + data + "\nid: ");
	}

	@Test
	void shouldWriteUtf8() {
		WireEvent event = this.encoder.encode(SseEvent.of("\u00e9\u20ac\ud83d\ude00"));
		assertThat(event.bytes()).startsWith('d', 'a', 't', 'a', ':', ' ', 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f,
				0x98, 0x80, '\n');
	}

	@Test
	void shouldWriteUtf8InEveryTextField() {
		SseEvent event = SseEvent.builder().comment("n\u00f6te").event("ch\u00e4t").id("\ud83d\ude00").build();
		assertThat(wire(event)).isEqualTo("""
				: n\u00f6te
				event: ch\u00e4t
				id: \ud83d\ude00

				""");
	}

	@Test
	void shouldWriteBytesAsBase64() {
		assertThat(wire(SseEvent.of(new byte[] { 0, 10, 13, -1, -2 }))).startsWith("data: AAoN//4=\nid: ");
	}

	@Test
	void shouldWriteManyBytesAsBase64OnOneLine() {
		assertThat(wire(SseEvent.of(new byte[300]))).startsWith("data: " + "A".repeat(400) + "\nid: ");
	}

	@Test
	void shouldSerializeOtherData() {
		EventEncoder encoder = new EventEncoder((data) -> utf8(data.value().toString()), this.ids, 1000);
		assertThat(wire(encoder.encode(SseEvent.of(List.of(1, 2))))).startsWith("data: [1, 2]\nid: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n" })
	void shouldWriteEachLineOfPrettyPrintedJson(String lineBreak) {
		String json = String.join(lineBreak, "{", "  \"user\" : \"ann\"", "}");
		EventEncoder encoder = new EventEncoder((data) -> utf8(json), this.ids, 1000);
		assertThat(wire(encoder.encode(SseEvent.of(Map.of("user", "ann"))))).isEqualTo("""
				data: {
				data:   "user" : "ann"
				data: }
				id: k3f9-1a

				""");
	}

	@Test
	void shouldLetSerializerFail() {
		assertThatIllegalStateException().isThrownBy(() -> this.encoder.encode(SseEvent.of(new Object())))
			.withMessage("Not to be serialized");
	}

	@Test
	void shouldKeepOwnIdOfEvent() {
		assertThat(wire(SseEvent.builder().id("order 7").data("hi").build())).isEqualTo("""
				data: hi
				id: order 7

				""");
	}

	@Test
	void shouldNotWriteIdForEventThatIsSealedAsItIs() {
		WireEvent event = this.encoder.encode(SseEvent.of("hi"));
		event.seal();
		assertThat(text(event)).isEqualTo("""
				data: hi

				""");
	}

	@Test
	void shouldSealWithTheLongestSequence() {
		WireEvent event = this.encoder.encode(SseEvent.of("hi"));
		event.seal(this.ids, Long.MAX_VALUE);
		assertThat(text(event)).isEqualTo("""
				data: hi
				id: k3f9-1y2p0ij32e8e7

				""");
	}

	@Test
	void shouldNeverWriteAttributes() {
		assertThat(wire(SseEvent.builder().data("hi").attribute("tenant", "secret").build())).isEqualTo("""
				data: hi
				id: k3f9-1a

				""");
	}

	@Test
	void shouldTellFiltersWhatItKnowsOfTheEvent() {
		SseEvent source = SseEvent.builder().id("42").event("chat").data("hi").attribute("tenant", 7).build();
		WireEvent event = this.encoder.encode(source);
		assertThat(event.ownId()).isEqualTo("42");
		assertThat(event.event()).isEqualTo("chat");
		assertThat(event.attributes()).isEqualTo(Map.of("tenant", 7));
	}

	@Test
	void shouldAcceptEventUpToTheLimit() {
		WireEvent event = this.encoder.encode(SseEvent.of("x".repeat(99_000)));
		event.seal(this.ids, Long.MAX_VALUE);
		assertThat(event.length()).isGreaterThan(99_000).isLessThanOrEqualTo(100_000);
	}

	@Test
	void shouldRefuseEventOverTheLimit() {
		assertThatExceptionOfType(SseEventTooLargeException.class)
			.isThrownBy(() -> this.encoder.encode(SseEvent.of("x".repeat(100_000))))
			.withMessageContaining("100000 bytes")
			.withMessageContaining("sse.limits.event-size");
	}

	@Test
	void shouldCountBytesAndNotCharacters() {
		assertThatExceptionOfType(SseEventTooLargeException.class)
			.isThrownBy(() -> this.encoder.encode(SseEvent.of("\u20ac".repeat(34_000))));
	}

	@Test
	void shouldCountWhatLineBreaksBecome() {
		assertThatExceptionOfType(SseEventTooLargeException.class)
			.isThrownBy(() -> this.encoder.encode(SseEvent.of("\n".repeat(15_000))));
	}

	@Test
	void shouldRefuseEventThatOnlyItsIdMakesTooLarge() {
		EventEncoder encoder = new EventEncoder(EventEncoderTests::refuse, this.ids, 20);
		assertThatExceptionOfType(SseEventTooLargeException.class)
			.isThrownBy(() -> encoder.encode(SseEvent.of("0123456789")));
	}

	@Test
	void shouldCheckSizeOfOtherBlocks() {
		assertThatNoException().isThrownBy(() -> this.encoder.checkSize(100_000));
		assertThatExceptionOfType(SseEventTooLargeException.class).isThrownBy(() -> this.encoder.checkSize(100_001));
	}

	@Test
	void shouldOpenWithBlockWithoutData() {
		assertThat(text(this.encoder.opening(OpeningForm.BLOCK, Duration.ofSeconds(3), "k3f9-1a"))).isEqualTo("""
				retry: 3000
				id: k3f9-1a

				""");
	}

	@Test
	void shouldOpenWithGapForClientWhoseIdCannotBeRepeated() {
		SseGap gap = SseGap.of("x", SseGap.Reason.UNKNOWN);
		assertThat(text(this.encoder.gap(gap, true, Duration.ofSeconds(3), "k3f9-1a"))).isEqualTo("""
				:
				event: sse-gap
				retry: 3000
				data: {"lastEventId":"x","reason":"unknown"}
				id: k3f9-1a

				""");
	}

	@Test
	void shouldOpenWithCommentAndEvent() {
		assertThat(text(this.encoder.opening(OpeningForm.EVENT, Duration.ofSeconds(3), "k3f9-1a"))).isEqualTo("""
				:
				event: sse-open
				retry: 3000
				data: {}
				id: k3f9-1a

				""");
	}

	@ParameterizedTest
	@EnumSource
	void shouldOpenWithoutPositionThatIsToldLater(OpeningForm form) {
		assertThat(text(this.encoder.opening(form, Duration.ofSeconds(3), null))).contains("retry: 3000\n")
			.doesNotContain("id:")
			.endsWith("\n\n");
	}

	@Test
	void shouldTellGapWithEverythingEscaped() {
		SseGap gap = SseGap.of("a\"b\\c\n\u0001\u20ac", SseGap.Reason.EXPIRED);
		assertThat(text(this.encoder.gap(gap, true, null, "k3f9-1a"))).isEqualTo("""
				event: sse-gap
				data: {"lastEventId":"a\\"b\\\\c\\u000a\\u0001\u20ac","reason":"expired"}
				id: k3f9-1a

				""");
	}

	@Test
	void shouldTellGapWithoutLastEventId() {
		assertThat(text(this.encoder.gap(SseGap.of(null, SseGap.Reason.UNKNOWN), true, null, "k3f9-1a")))
			.contains("data: {\"lastEventId\":null,\"reason\":\"unknown\"}\n");
	}

	// It would be taken for an event of the application
	@Test
	void shouldTellClientsWithoutNamesNoMoreThanThePosition() {
		SseGap gap = SseGap.of("k3f9-1", SseGap.Reason.EXPIRED);
		assertThat(text(this.encoder.gap(gap, false, null, "k3f9-1a"))).isEqualTo("""
				:
				id: k3f9-1a

				""");
		assertThat(text(this.encoder.gap(gap, false, Duration.ofSeconds(3), "k3f9-1a"))).isEqualTo("""
				retry: 3000
				id: k3f9-1a

				""");
		assertThat(text(this.encoder.gap(gap, false, Duration.ofSeconds(3), null))).isEqualTo("""
				retry: 3000

				""");
		assertThat(this.encoder.gap(gap, false, null, null)).isEmpty();
	}

	@Test
	void shouldSetRetryWithoutEndOfBlock() {
		assertThat(text(EventEncoder.comeBack(Duration.ofMillis(1500)))).isEqualTo("""
				:
				retry: 1500
				""");
	}

	@Test
	void shouldSetRetryInWholeMilliseconds() {
		assertThat(text(EventEncoder.comeBack(Duration.ofNanos(1_999_999)))).contains("retry: 1\n");
	}

	@Test
	void shouldWriteHeartbeatAsComment() {
		assertThat(text(EventEncoder.heartbeat())).isEqualTo("""
				:

				""");
	}

	@Test
	void shouldMovePositionWithBlockWithoutData() {
		assertThat(text(this.encoder.position(OpeningForm.BLOCK, "k3f9-1a"))).isEqualTo("""
				:
				id: k3f9-1a

				""");
	}

	@Test
	void shouldMovePositionWithEvent() {
		assertThat(text(this.encoder.position(OpeningForm.EVENT, "k3f9-1a"))).isEqualTo("""
				event: sse-position
				data: {}
				id: k3f9-1a

				""");
	}

	private String wire(SseEvent event) {
		return wire(this.encoder.encode(event));
	}

	private String wire(WireEvent event) {
		event.seal(this.ids, SEQUENCE);
		return text(event);
	}

	private static String text(WireEvent event) {
		return new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] refuse(SseData data) {
		throw new IllegalStateException("Not to be serialized");
	}

}
