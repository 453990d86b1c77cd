package io.github.ssehub;

import org.springframework.http.codec.ServerSentEvent;

/**
 * Makes events of what applications publish.
 */
final class EventSources {

	private EventSources() {
	}

	static SseEvent toEvent(Object source) {
		if (source instanceof SseEvent event) {
			return event;
		}
		return (source instanceof ServerSentEvent<?> event) ? convert(event) : SseEvent.builder().data(source).build();
	}

	private static SseEvent convert(ServerSentEvent<?> source) {
		SseEvent.Builder builder = SseEvent.builder();
		if (source.id() != null) {
			builder.id(source.id());
		}
		if (source.event() != null) {
			builder.event(source.event());
		}
		if (source.retry() != null) {
			builder.retry(source.retry());
		}
		if (source.comment() != null) {
			builder.comment(source.comment());
		}
		if (source.data() != null) {
			builder.data(source.data());
		}
		return builder.build();
	}

}
