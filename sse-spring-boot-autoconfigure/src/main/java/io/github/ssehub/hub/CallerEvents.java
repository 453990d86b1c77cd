package io.github.ssehub.hub;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;

/**
 * Events of sources, whose ids are not theirs to choose.
 */
final class CallerEvents {

	private CallerEvents() {
	}

	static SseEvent withId(SseEvent event, @Nullable String id) {
		SseEvent.Builder builder = SseEvent.builder();
		if (id != null) {
			builder.id(id);
		}
		if (event.event() != null) {
			builder.event(event.event());
		}
		if (event.typedData() != null) {
			builder.data(event.typedData());
		}
		if (event.retry() != null) {
			builder.retry(event.retry());
		}
		if (event.comment() != null) {
			builder.comment(event.comment());
		}
		return builder.build();
	}

}
