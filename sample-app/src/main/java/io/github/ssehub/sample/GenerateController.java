package io.github.ssehub.sample;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreams;

/**
 * A text for one caller, who may leave, come back to it and stop it.
 */
@RestController
class GenerateController {

	private static final Duration KEEP = Duration.ofMinutes(5);

	private final SseStreams streams;

	GenerateController(SseStreams streams) {
		this.streams = streams;
	}

	// Clients of OpenAI ask for JSON, whatever they want
	@SseEndpoint(path = "/generate", method = RequestMethod.POST,
			accept = { MediaType.TEXT_EVENT_STREAM_VALUE, MediaType.APPLICATION_JSON_VALUE })
	SseStream<String> generate(@RequestBody Generate request, @RequestParam(defaultValue = "plain") String format) {
		return SseStream.from(request.text())
			.format(toFormat(format, request))
			.aggregator(String::concat)
			.detached(KEEP);
	}

	private SseFormat toFormat(String name, Generate request) {
		return switch (name) {
			case "plain" -> SseFormat.PLAIN;
			case "openai" -> SseFormat.OPENAI;
			case "ai-sdk" -> SseFormat.AI_SDK;
			case "ag-ui" -> request.agUiFormat();
			default -> throw new IllegalArgumentException("'format' must be plain, openai, ai-sdk or ag-ui");
		};
	}

	@SseEndpoint("/generate/{id}")
	EndpointResult resume(@PathVariable String id) {
		return this.streams.resume(id);
	}

	@DeleteMapping("/generate/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void stop(@PathVariable String id) {
		this.streams.stop(id);
	}

	@ExceptionHandler
	ProblemDetail handle(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	/**
	 * What to generate.
	 *
	 * @param prompt decides which text it is, or {@code null}
	 * @param tokens how many tokens it has, or {@code null}
	 * @param delay how long each of them takes, such as {@code 20ms}, or {@code null}
	 * @param threadId the conversation of a client of AG-UI, {@code null} for others
	 * @param runId which run of it this is, {@code null} for others
	 */
	record Generate(@Nullable String prompt, @Nullable Integer tokens, @Nullable String delay,
			@Nullable String threadId, @Nullable String runId) {

		private static final int MAX_TOKENS = 10_000;

		private static final Duration MAX_DELAY = Duration.ofSeconds(1);

		MadeUpText text() {
			int count = (this.tokens != null) ? this.tokens : 50;
			Assert.isTrue(count >= 1 && count <= MAX_TOKENS, "'tokens' must be from 1 to 10000");
			Duration pause = DurationStyle.detectAndParse((this.delay != null) ? this.delay : "20ms");
			Assert.isTrue(!pause.isNegative() && pause.compareTo(MAX_DELAY) <= 0, "'delay' must be from 0s to 1s");
			return new MadeUpText((this.prompt != null) ? this.prompt : "", count, pause);
		}

		SseFormat agUiFormat() {
			Assert.isTrue(this.threadId != null && this.runId != null, "'threadId' and 'runId' are missing");
			return new AgUiFormat(this.threadId, this.runId);
		}

	}

}
