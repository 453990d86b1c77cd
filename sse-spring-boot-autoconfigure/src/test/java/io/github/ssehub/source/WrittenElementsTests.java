package io.github.ssehub.source;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.source.WrittenElements.Missed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What late readers are given as one element, and from where.
 */
class WrittenElementsTests {

	// As written: 10 start; 11 text-start, 12 "a"; 13 "b"; 14 "c"
	private final WrittenElements elements = elements(SseStream.from(List.<String>of()).aggregator(String::concat));

	private static WrittenElements elements(SseStream<String> stream) {
		WrittenElements elements = new WrittenElements(stream, SseFormat.AI_SDK.forStream());
		elements.begin(10);
		elements.add("a", 12);
		elements.add("b", 13);
		elements.add("c", 14);
		return elements;
	}

	private static List<Object> types(@Nullable Missed missed) {
		assertThat(missed).isNotNull();
		return missed.events().stream().<Object>map((event) -> {
			Map<?, ?> part = (Map<?, ?>) event.data();
			return part.containsKey("delta") ? part.get("delta") : part.get("type");
		}).toList();
	}

	@Test
	void shouldGiveAllToWhoHasNothing() {
		Missed missed = this.elements.missed(-1);
		assertThat(types(missed)).containsExactly("start", "text-start", "abc");
		assertThat(missed.through()).isEqualTo(14);
	}

	@Test
	void shouldGiveWhatComesAfterTheStart() {
		assertThat(types(this.elements.missed(9))).containsExactly("start", "text-start", "abc");
		assertThat(types(this.elements.missed(10))).containsExactly("text-start", "abc");
	}

	@Test
	void shouldGiveWhatComesAfterAnElement() {
		Missed missed = this.elements.missed(12);
		assertThat(types(missed)).containsExactly("bc");
		assertThat(missed.through()).isEqualTo(14);
	}

	// The rest of the element is part of no other: a reader gets it from the log
	@Test
	void shouldMakeNothingOfAnElementThatAReaderHasAPartOf() {
		assertThat(this.elements.missed(11)).isNull();
	}

	@Test
	void shouldMakeNothingOfLessThanTwoElements() {
		assertThat(this.elements.missed(13)).isNull();
		assertThat(this.elements.missed(14)).isNull();
		assertThat(this.elements.missed(100)).isNull();
	}

	@Test
	void shouldKeepNothingWithoutAnAggregator() {
		assertThat(elements(SseStream.from(List.<String>of())).missed(-1)).isNull();
	}

}
