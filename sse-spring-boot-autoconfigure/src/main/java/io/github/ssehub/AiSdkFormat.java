package io.github.ssehub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.http.ProblemDetail;

/**
 * See {@link SseFormat#AI_SDK}.
 */
final class AiSdkFormat implements SseFormat {

	private static final String TEXT_ID = "text-1";

	@Override
	public Map<String, String> headers() {
		return Map.of("x-vercel-ai-ui-message-stream", "v1");
	}

	@Override
	public List<SseEvent> start() {
		return List.of(part("start"), part("text-start", "id", TEXT_ID));
	}

	@Override
	public List<SseEvent> element(Object element) {
		return List.of((element instanceof String text) ? part("text-delta", "id", TEXT_ID, "delta", text)
				: SseEvent.of(element));
	}

	@Override
	public List<SseEvent> end() {
		return List.of(part("text-end", "id", TEXT_ID), part("finish"), OpenAiFormat.DONE);
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		String text = (problem.getDetail() != null) ? problem.getDetail() : problem.getTitle();
		return List.of(part("error", "errorText", Objects.requireNonNullElse(text, "Error")), OpenAiFormat.DONE);
	}

	@Override
	public List<SseEvent> stop() {
		return List.of(part("text-end", "id", TEXT_ID), part("abort"), OpenAiFormat.DONE);
	}

	private static SseEvent part(String type, String... namesAndValues) {
		Map<String, Object> part = new LinkedHashMap<>();
		part.put("type", type);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			part.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return SseEvent.of(part);
	}

}
