package io.github.ssehub;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * See {@link SseFormat#openAi(String)}. Immutable: that of a stream has the id and the
 * time that all chunks of an answer share, whoever reads them.
 */
final class OpenAiFormat implements SseFormat {

	static final SseEvent DONE = SseEvent.of("[DONE]");

	private final String model;

	private final String id;

	private final long created;

	private final boolean ofStream;

	OpenAiFormat(String model) {
		this(model, false);
	}

	private OpenAiFormat(String model, boolean ofStream) {
		this.model = model;
		this.ofStream = ofStream;
		this.id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
		this.created = Instant.now().getEpochSecond();
	}

	@Override
	public SseFormat forStream() {
		return this.ofStream ? this : new OpenAiFormat(this.model, true);
	}

	// Readers that put the answer together take its role from the first chunk
	@Override
	public List<SseEvent> start() {
		Map<String, Object> delta = new LinkedHashMap<>();
		delta.put("role", "assistant");
		delta.put("content", "");
		return List.of(chunk(delta, null));
	}

	@Override
	public List<SseEvent> element(Object element) {
		return List.of((element instanceof String text) ? chunk(Map.of("content", text), null) : SseEvent.of(element));
	}

	@Override
	public List<SseEvent> end() {
		return List.of(chunk(Map.of(), "stop"), DONE);
	}

	private SseEvent chunk(Map<String, Object> delta, @Nullable String finishReason) {
		Map<String, Object> choice = new LinkedHashMap<>();
		choice.put("index", 0);
		choice.put("delta", delta);
		choice.put("finish_reason", finishReason);
		Map<String, Object> chunk = new LinkedHashMap<>();
		chunk.put("id", this.id);
		chunk.put("object", "chat.completion.chunk");
		chunk.put("created", this.created);
		chunk.put("model", this.model);
		chunk.put("choices", List.of(choice));
		return SseEvent.of(chunk);
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("message", message(problem));
		error.put("type", (problem.getStatus() < 500) ? "invalid_request_error" : "server_error");
		error.put("param", null);
		error.put("code", Integer.toString(problem.getStatus()));
		return List.of(SseEvent.of(Map.of("error", error)), DONE);
	}

	static String message(ProblemDetail problem) {
		if (problem.getDetail() != null) {
			return problem.getDetail();
		}
		return (problem.getTitle() != null) ? problem.getTitle() : HttpStatus.INTERNAL_SERVER_ERROR.getReasonPhrase();
	}

}
