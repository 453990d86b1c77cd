package io.github.ssehub.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.http.ProblemDetail;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;

/**
 * A run of an agent, as AG-UI has it: the example of {@code docs/formats.md}.
 */
final class AgUiFormat implements SseFormat {

	private final String threadId;

	private final String runId;

	private final String messageId;

	private boolean inText;

	AgUiFormat(String threadId, String runId) {
		this(threadId, runId, UUID.randomUUID().toString());
	}

	private AgUiFormat(String threadId, String runId, String messageId) {
		this.threadId = threadId;
		this.runId = runId;
		this.messageId = messageId;
	}

	@Override
	public SseFormat forStream() {
		return new AgUiFormat(this.threadId, this.runId, this.messageId);
	}

	@Override
	public List<SseEvent> start() {
		return List.of(event("RUN_STARTED", "threadId", this.threadId, "runId", this.runId));
	}

	@Override
	public List<SseEvent> element(Object element) {
		if (!(element instanceof String text)) {
			return List.of(SseEvent.of(element));
		}
		List<SseEvent> events = new ArrayList<>();
		if (!this.inText) {
			this.inText = true;
			events.add(event("TEXT_MESSAGE_START", "messageId", this.messageId, "role", "assistant"));
		}
		events.add(event("TEXT_MESSAGE_CONTENT", "messageId", this.messageId, "delta", text));
		return events;
	}

	@Override
	public List<SseEvent> end() {
		List<SseEvent> events = new ArrayList<>();
		if (this.inText) {
			events.add(event("TEXT_MESSAGE_END", "messageId", this.messageId));
		}
		events.add(event("RUN_FINISHED", "threadId", this.threadId, "runId", this.runId));
		return events;
	}

	@Override
	public List<SseEvent> error(ProblemDetail problem) {
		String message = (problem.getDetail() != null) ? problem.getDetail() : "The agent has failed";
		return List.of(event("RUN_ERROR", "message", message, "code", "" + problem.getStatus()));
	}

	private static SseEvent event(String type, String... namesAndValues) {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("type", type);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			event.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return SseEvent.of(event);
	}

}
