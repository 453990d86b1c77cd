package io.github.ssehub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.ProblemDetail;

/**
 * See {@link SseFormat#AI_SDK}. The message has no id: a client gives it one, and goes on
 * with its own where it asks for more of the same message.
 */
final class AiSdkFormat implements SseFormat {

	private static final String TEXT_ID = "text-1";

	// Of one stream. A message without text has no text part
	private boolean inText;

	@Override
	public SseFormat forStream() {
		return new AiSdkFormat();
	}

	@Override
	public Map<String, String> headers() {
		return Map.of("x-vercel-ai-ui-message-stream", "v1");
	}

	@Override
	public List<SseEvent> start() {
		return List.of(part("start"));
	}

	@Override
	public List<SseEvent> element(Object element) {
		if (!(element instanceof String text)) {
			return List.of(SseEvent.of(element));
		}
		SseEvent delta = part("text-delta", "id", TEXT_ID, "delta", text);
		if (this.inText) {
			return List.of(delta);
		}
		this.inText = true;
		return List.of(part("text-start", "id", TEXT_ID), delta);
	}

	@Override
	public List<SseEvent> end() {
		return last(part("finish"));
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		return last(part("error", "errorText", OpenAiFormat.message(problem)));
	}

	@Override
	public List<SseEvent> stop() {
		return last(part("abort"));
	}

	// A text part that is not ended stays unfinished on the page
	private List<SseEvent> last(SseEvent part) {
		List<SseEvent> result = new ArrayList<>();
		if (this.inText) {
			result.add(part("text-end", "id", TEXT_ID));
		}
		result.add(part);
		result.add(OpenAiFormat.DONE);
		return result;
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
