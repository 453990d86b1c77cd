package io.github.ssehub;

import java.util.List;

import org.springframework.http.ProblemDetail;

/**
 * See {@link SseFormat#PLAIN}.
 */
final class PlainFormat implements SseFormat {

	@Override
	public boolean isNamed() {
		return true;
	}

	@Override
	public List<SseEvent> element(Object element) {
		return List.of(SseEvent.of(element));
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		return List.of(SseEvent.of("error", problem));
	}

}
