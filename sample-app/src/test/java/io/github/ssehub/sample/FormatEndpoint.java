package io.github.ssehub.sample;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;

/**
 * Answers of all kinds, in each format.
 */
@TestComponent
@RestController
class FormatEndpoint {

	static final List<String> TOKENS = List.of("Hel", "lo,\n\n", " wörld", " \uD83D\uDE00", "");

	// Says again what was said
	private final Agent agent = (messages) -> messages.stream()
		.map((message) -> String.valueOf(message.get("content")));

	final AtomicInteger closed = new AtomicInteger();

	@SseEndpoint(path = "/openai/{kind}/chat/completions", method = RequestMethod.POST,
			accept = { "text/event-stream", "application/json" })
	SseStream<Object> openAi(@PathVariable String kind) {
		return answer(kind, SseFormat.openAi("parrot-1"));
	}

	@SseEndpoint(path = "/ai-sdk/{kind}", method = RequestMethod.POST)
	SseStream<Object> aiSdk(@PathVariable String kind) {
		return answer(kind, SseFormat.AI_SDK);
	}

	@SseEndpoint(path = "/agents/{kind}", method = RequestMethod.POST)
	SseStream<Object> run(@PathVariable String kind, @RequestBody RunAgentInput input) {
		return answer(kind, new AgUiFormat(input.threadId(), input.runId()));
	}

	@SseEndpoint(path = "/agent", method = RequestMethod.POST)
	SseStream<String> run(@RequestBody RunAgentInput input) {
		return SseStream.from(this.agent.answer(input.messages()))
			.format(new AgUiFormat(input.threadId(), input.runId()));
	}

	private SseStream<Object> answer(String kind, SseFormat format) {
		return switch (kind) {
			case "text" -> SseStream.<Object>from(TOKENS).format(format);
			case "parts" ->
				SseStream.from(Stream.of("a", Map.of("type", "data-progress", "data", 50), "b")).format(format);
			case "fails" -> SseStream.<Object>from(TOKENS.stream().peek(FormatEndpoint::failLate)).format(format);
			case "stopped" -> SseStream.<Object>from(TOKENS).format(new StoppedFormat(format));
			case "endless" -> SseStream.<Object>from(endless()).format(format);
			default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		};
	}

	private static void failLate(String token) {
		if (token.equals(TOKENS.get(2))) {
			throw new ResponseStatusException(HttpStatus.INSUFFICIENT_STORAGE, "quota is used up");
		}
	}

	private Stream<String> endless() {
		return Stream.generate(() -> {
			try {
				Thread.sleep(5);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "x";
		}).onClose(this.closed::incrementAndGet);
	}

	/**
	 * An agent.
	 */
	@FunctionalInterface
	interface Agent {

		Stream<String> answer(List<Map<String, Object>> messages);

	}

	/**
	 * What an agent is to do.
	 *
	 * @param threadId the conversation
	 * @param runId this run
	 * @param messages what was said
	 */
	record RunAgentInput(String threadId, String runId, List<Map<String, Object>> messages) {

	}

	/**
	 * Ends as a stream that is stopped.
	 *
	 * @param format the format
	 */
	private record StoppedFormat(SseFormat format) implements SseFormat {

		@Override
		public SseFormat forStream() {
			return new StoppedFormat(this.format.forStream());
		}

		@Override
		public Map<String, String> headers() {
			return this.format.headers();
		}

		@Override
		public List<SseEvent> start() {
			return this.format.start();
		}

		@Override
		public List<SseEvent> element(Object element) {
			return this.format.element(element);
		}

		@Override
		public List<SseEvent> end() {
			return this.format.stop();
		}

		@Override
		public List<SseEvent> error(ProblemDetail problem) {
			return this.format.error(problem);
		}

	}

}
