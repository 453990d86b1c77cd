package io.github.ssehub;

import java.util.Map;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SseEventMetadataTests {

	@Test
	void shouldShowFiltersUnderTestWhatTheyWouldSee() {
		Predicate<SseEventMetadata> filter = (event) -> "chat".equals(event.event());
		assertThat(filter).accepts(SseEventMetadata.of("lobby", "e-1", SseEvent.of("chat", "hi")))
			.rejects(SseEventMetadata.of("lobby", "e-1", SseEvent.of("hi")));
	}

	@Test
	void shouldHaveWhatTheEventHas() {
		SseEvent event = SseEvent.builder().event("chat").key("k").attribute("level", 2).data("hi").build();
		SseEventMetadata metadata = SseEventMetadata.of("lobby", "e-1", event);
		assertThat(metadata.room()).isEqualTo("lobby");
		assertThat(metadata.id()).isEqualTo("e-1");
		assertThat(metadata.event()).isEqualTo("chat");
		assertThat(metadata.key()).isEqualTo("k");
		assertThat(metadata.attributes()).isEqualTo(Map.of("level", 2));
	}

}
