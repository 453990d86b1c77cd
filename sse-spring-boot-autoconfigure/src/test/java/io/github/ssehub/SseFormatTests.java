package io.github.ssehub;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The bytes of each format.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SseFormatTests {

	// Without name and data, which readers of these formats would take for theirs
	private static final String OPEN = "retry: 3000\n";

	private static final String END = ":\nid: sse-end\n";

	private static final String DONE = "data: [DONE]\n";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=100ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldWriteChunksOfOneCompletion() throws IOException {
		try (SseTestClient client = server.open("/openai")) {
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.readBlock()).isEqualTo(OPEN);
			String first = client.readBlock();
			assertThat(first).matches("data: \\{\"id\":\"chatcmpl-[0-9a-f]{32}\",\"object\":\"chat.completion.chunk\","
					+ "\"created\":[0-9]+,\"model\":\"default\",\"choices\":\\[\\{\"index\":0,"
					+ "\"delta\":\\{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n");
			String head = first.substring(0, first.indexOf("\"delta\""));
			assertThat(client.readBlock())
				.isEqualTo(head + "\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\n");
			assertThat(client.readBlock())
				.isEqualTo(head + "\"delta\":{\"content\":\"lo\\n\\n\"},\"finish_reason\":null}]}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"own\":1}\n");
			assertThat(client.readBlock()).isEqualTo(head + "\"delta\":{},\"finish_reason\":\"stop\"}]}\n");
			assertThat(client.readBlock()).isEqualTo(DONE);
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
			long created = Long.parseLong(first.replaceAll("(?s).*\"created\":([0-9]+).*", "$1"));
			assertThat(Instant.ofEpochSecond(created)).isBetween(Instant.now().minusSeconds(60), Instant.now());
		}
	}

	@Test
	void shouldGiveEachStreamItsOwnId() throws IOException {
		assertThat(id("/openai")).isNotEqualTo(id("/openai"));
	}

	private static String id(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			client.readBlock();
			return client.readBlock().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
		}
	}

	@Test
	void shouldAnswerClientsThatAcceptNoEventStream() throws IOException {
		try (SseTestClient client = server.open("/model", "Accept: application/json")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.readBlock()).isEqualTo(OPEN);
		}
		try (SseTestClient client = server.open("/openai", "Accept: application/json")) {
			assertThat(client.status()).isEqualTo(406);
		}
	}

	@Test
	void shouldTellTheModel() throws IOException {
		try (SseTestClient client = server.open("/model")) {
			client.readBlock();
			assertThat(client.readBlock()).contains("\"model\":\"parrot-1\"");
		}
	}

	@Test
	void shouldEndChunksWithTheError() throws IOException {
		try (SseTestClient client = server.open("/openai-fails")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).contains("\"role\"");
			assertThat(client.readBlock()).contains("\"Hel\"");
			assertThat(client.readBlock()).isEqualTo("data: {\"error\":{\"message\":\"quota is used up\","
					+ "\"type\":\"server_error\",\"param\":null,\"code\":\"507\"}}\n");
			assertThat(client.readBlock()).isEqualTo(DONE);
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
	}

	@Test
	void shouldWriteThePartsOfOneMessage() throws IOException {
		try (SseTestClient client = server.open("/ai-sdk")) {
			assertThat(client.header("x-vercel-ai-ui-message-stream")).isEqualTo("v1");
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"start\"}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"own\":1}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"text-start\",\"id\":\"text-1\"}\n");
			assertThat(client.readBlock())
				.isEqualTo("data: {\"type\":\"text-delta\",\"id\":\"text-1\",\"delta\":\"Hel\"}\n");
			assertThat(client.readBlock())
				.isEqualTo("data: {\"type\":\"text-delta\",\"id\":\"text-1\",\"delta\":\"lo\\n\\n\"}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"text-end\",\"id\":\"text-1\"}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"finish\"}\n");
			assertThat(client.readBlock()).isEqualTo(DONE);
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
	}

	@Test
	void shouldWriteNoTextPartWithoutText() throws IOException {
		try (SseTestClient client = server.open("/ai-sdk-empty")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"start\"}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"finish\"}\n");
			assertThat(client.readBlock()).isEqualTo(DONE);
			assertThat(client.readBlock()).isEqualTo(END);
		}
	}

	@Test
	void shouldEndPartsWithTheError() throws IOException {
		try (SseTestClient client = server.open("/ai-sdk-fails")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).contains("\"start\"");
			assertThat(client.readBlock()).contains("\"text-start\"");
			assertThat(client.readBlock()).contains("\"Hel\"");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"text-end\",\"id\":\"text-1\"}\n");
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"error\",\"errorText\":\"quota is used up\"}\n");
			assertThat(client.readBlock()).isEqualTo(DONE);
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/openai-first", "/ai-sdk-first" })
	void shouldAnswerAnErrorBeforeTheFirstElementWithItsStatus(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(507);
			assertThat(client.header("x-vercel-ai-ui-message-stream")).isNull();
		}
	}

	// A heartbeat must not be an event either
	@Test
	void shouldBeatWithComments() throws IOException {
		try (SseTestClient client = server.open("/ai-sdk-never")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: {\"type\":\"start\"}\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldTellThatAMessageWasStopped() {
		SseFormat stream = SseFormat.AI_SDK.forStream();
		stream.start();
		assertThat(types(stream.stop())).containsExactly("abort", "[DONE]");
		stream.element("a");
		assertThat(types(stream.stop())).containsExactly("text-end", "abort", "[DONE]");
		assertThat(types(SseFormat.AI_SDK.forStream().stop())).containsExactly("abort", "[DONE]");
	}

	@Test
	void shouldTellThatACompletionWasStopped() {
		assertThat(SseFormat.OPENAI.forStream().stop()).hasSize(2);
	}

	private static List<Object> types(List<SseEvent> events) {
		return events.stream()
			.<Object>map((event) -> (event.data() instanceof Map<?, ?> part) ? part.get("type") : event.data())
			.toList();
	}

	@Test
	void shouldHaveATextForEveryProblem() {
		ProblemDetail problem = ProblemDetail.forStatus(HttpStatusCode.valueOf(599));
		assertThat(SseFormat.AI_SDK.error(problem).get(0).data())
			.isEqualTo(Map.of("type", "error", "errorText", "Internal Server Error"));
	}

	@Test
	void shouldTellAnErrorOfTheRequestFromOneOfTheServer() {
		ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.BAD_REQUEST);
		Map<?, ?> data = (Map<?, ?>) SseFormat.OPENAI.error(problem).get(0).data();
		assertThat(data).extracting("error")
			.hasToString("{message=Bad Request, type=invalid_request_error, param=null, code=400}");
	}

	@Test
	void shouldRefuseAModelWithoutName() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseFormat.openAi(" "));
	}

	@RestController
	static class Application {

		private static <T> Flux<T> failing(T element) {
			return Flux.just(element).concatWith(failed());
		}

		private static <T> Flux<T> failed() {
			return Flux.error(new ResponseStatusException(HttpStatus.INSUFFICIENT_STORAGE, "quota is used up"));
		}

		@SseEndpoint("/openai")
		SseStream<Object> openAi() {
			return SseStream.<Object>from(List.of("Hel", "lo\n\n", Map.of("own", 1))).format(SseFormat.OPENAI);
		}

		@SseEndpoint(path = "/model", accept = { "text/event-stream", "application/json" })
		SseStream<String> model() {
			return SseStream.from(Flux.just("Hel")).format(SseFormat.openAi("parrot-1"));
		}

		@SseEndpoint("/openai-fails")
		SseStream<String> openAiFails() {
			return SseStream.from(failing("Hel")).format(SseFormat.OPENAI);
		}

		@SseEndpoint("/openai-first")
		SseStream<String> openAiFirst() {
			return SseStream.<String>from(failed()).format(SseFormat.OPENAI);
		}

		@SseEndpoint("/ai-sdk")
		SseStream<Object> aiSdk() {
			Map<String, Object> own = new LinkedHashMap<>(Map.of("own", 1));
			return SseStream.from(Flux.just(own, "Hel", "lo\n\n")).format(SseFormat.AI_SDK);
		}

		@SseEndpoint("/ai-sdk-empty")
		SseStream<Object> aiSdkEmpty() {
			return SseStream.from(Flux.empty()).format(SseFormat.AI_SDK);
		}

		@SseEndpoint("/ai-sdk-fails")
		SseStream<String> aiSdkFails() {
			return SseStream.from(failing("Hel")).format(SseFormat.AI_SDK);
		}

		@SseEndpoint("/ai-sdk-first")
		SseStream<String> aiSdkFirst() {
			return SseStream.<String>from(failed()).format(SseFormat.AI_SDK);
		}

		@SseEndpoint("/ai-sdk-never")
		SseStream<String> aiSdkNever() {
			return SseStream.<String>from(Flux.never()).format(SseFormat.AI_SDK);
		}

	}

}
