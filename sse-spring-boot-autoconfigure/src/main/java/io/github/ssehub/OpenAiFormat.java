package io.github.ssehub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * See {@link SseFormat#OPENAI}.
 */
final class OpenAiFormat implements SseFormat {

	static final SseEvent DONE = SseEvent.of("[DONE]");

	private static final String CHUNK = "chat.completion.chunk";

	@Override
	public List<SseEvent> element(Object element) {
		return List.of((element instanceof String text) ? chunk(Map.of("content", text), null) : SseEvent.of(element));
	}

	@Override
	public List<SseEvent> end() {
		return List.of(chunk(Map.of(), "stop"), DONE);
	}

	private static SseEvent chunk(Map<String, Object> delta, @Nullable String finishReason) {
		Map<String, Object> choice = new LinkedHashMap<>();
		choice.put("index", 0);
		choice.put("delta", delta);
		choice.put("finish_reason", finishReason);
		Map<String, Object> chunk = new LinkedHashMap<>();
		chunk.put("object", CHUNK);
		chunk.put("choices", List.of(choice));
		return SseEvent.of(chunk);
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("message", (problem.getDetail() != null) ? problem.getDetail() : problem.getTitle());
		error.put("type", "server_error");
		error.put("code", problem.getStatus());
		return List.of(SseEvent.of(Map.of("error", error)), DONE);
	}

}
