package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestEvent;
import io.github.ssehub.test.client.SseTestRequest;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The streams of the sample that are for one caller.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
class GenerateTests {

	private static final Duration SOON = Duration.ofMillis(500);

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private SseTestClient client;

	@Autowired
	private SseStreams streams;

	@LocalServerPort
	private int port;

	@Test
	void shouldStreamTokensOneByOne() throws Exception {
		try (SseTestStream stream = generate("one by one", 4, "250ms")) {
			String id = id(stream);
			assertThat(id).isNotEmpty();
			stream.awaitOpen();
			for (String token : tokens("one by one", 4)) {
				// The next one takes its time
				assertThat(this.streams.find(id)).isEqualTo(SseStreamState.RUNNING);
				assertThat(stream.awaitEvent()).hasData(token);
			}
			assertThat(stream.awaitEnd()).isEmpty();
			assertThat(this.streams.find(id)).isEqualTo(SseStreamState.COMPLETED);
		}
	}

	@Test
	void shouldResumeById() throws Exception {
		String id;
		try (SseTestStream stream = generate("by id", 60, "10ms")) {
			id = id(stream);
			stream.awaitEvents(10);
		}
		try (SseTestStream stream = open("/generate/" + id)) {
			assertThat(id(stream)).isEqualTo(id);
			List<String> all = readAll(stream);
			assertThat(String.join("", all)).isEqualTo(text("by id", 60));
			assertThat(all).hasSizeLessThan(55);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldResumeByLastEventId(boolean post) throws Exception {
		String id;
		List<String> received = new ArrayList<>();
		String last;
		try (SseTestStream stream = generate("by event", 60, "10ms")) {
			id = id(stream);
			List<SseTestEvent> first = stream.awaitEvents(10);
			received.addAll(data(first));
			last = first.get(9).lastEventId();
		}
		try (SseTestStream stream = resume(post, id, last)) {
			assertThat(id(stream)).isEqualTo(id);
			received.addAll(readAll(stream));
			last = stream.lastEventId();
		}
		assertThat(String.join("", received)).isEqualTo(text("by event", 60));
		try (SseTestStream stream = resume(post, id, last)) {
			assertThat(stream).hasStatus(204);
		}
	}

	private SseTestStream resume(boolean post, String id, String lastEventId) {
		SseTestRequest request = post ? this.client.post("/generate").json("{}") : this.client.get("/generate/" + id);
		return request.lastEventId(lastEventId).exchange();
	}

	@Test
	void shouldStopForAllReaders() throws Exception {
		try (SseTestStream stream = generate("stop", 5, "1s")) {
			stream.awaitOpen();
			try (SseTestStream other = open("/generate/" + id(stream))) {
				other.awaitOpen();
				long start = System.nanoTime();
				assertThat(delete("/generate/" + id(stream)).statusCode()).isEqualTo(204);
				readAll(stream);
				readAll(other);
				// Before the next token would have come
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
			}
			assertThat(this.streams.find(id(stream))).isEqualTo(SseStreamState.STOPPED);
			assertThat(delete("/generate/" + id(stream)).statusCode()).isEqualTo(204);
		}
	}

	@Test
	void shouldNotKnowOtherIds() throws Exception {
		for (String id : new String[] { "A".repeat(22), "x" }) {
			shouldRefuse(delete("/generate/" + id), 404);
			shouldRefuse(get("/generate/" + id), 404);
		}
	}

	@Test
	void shouldSpeakToClientsOfOpenAi() throws Exception {
		try (SseTestStream stream = generate("?format=openai", "chat", 3, "0ms")) {
			List<String> all = readAll(stream);
			assertThat(all.get(0)).startsWith("{").contains("\"object\":\"chat.completion.chunk\"", "\"delta\":{");
			assertThat(text("content", all)).isEqualTo(text("chat", 3));
			assertThat(all).endsWith("[DONE]");
		}
	}

	@Test
	void shouldSpeakToClientsOfAiSdk() throws Exception {
		try (SseTestStream stream = generate("?format=ai-sdk", "chat", 3, "0ms")) {
			assertThat(stream).hasHeader("x-vercel-ai-ui-message-stream", "v1");
			List<String> all = readAll(stream);
			assertThat(all.get(0)).contains("\"type\":\"start\"");
			assertThat(text("delta", all)).isEqualTo(text("chat", 3));
			assertThat(all).endsWith("[DONE]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"tokens\":0}", "{\"tokens\":10001}", "{\"tokens\":\"many\"}", "{\"delay\":\"2s\"}",
			"{\"delay\":\"-1ms\"}", "{\"delay\":\"soon\"}", "{", "" })
	void shouldRefuseBadInput(String json) throws Exception {
		shouldRefuse(post("/generate", json), 400);
	}

	@Test
	void shouldRefuseOtherFormats() throws Exception {
		shouldRefuse(post("/generate?format=xml", "{}"), 400);
		shouldRefuse(post("/generate?format=ag-ui", "{}"), 400);
	}

	@Test
	void shouldStreamTheLongestText() throws Exception {
		try (SseTestStream stream = generate("long", 10_000, "0s")) {
			assertThat(String.join("", readAll(stream))).isEqualTo(text("long", 10_000));
		}
	}

	@Test
	void shouldTellHowFarAnImportHasCome() throws Exception {
		try (SseTestStream stream = open("/import?rows=3")) {
			assertThat(readAll(stream)).endsWith("{\"done\":3,\"total\":3}", "{\"done\":3,\"total\":3}");
		}
		try (SseTestStream stream = open("/import?rows=100000")) {
			List<SseTestEvent> first = stream.awaitEvents(20);
			List<String> received = data(first);
			assertThat(received).allMatch((json) -> json.matches("\\{\"done\":\\d{1,2}000,\"total\":100000}"));
			String last = first.get(19).lastEventId();
			try (SseTestStream again = this.client.get("/import?rows=100000").lastEventId(last).open()) {
				assertThat(id(again)).isEqualTo(id(stream));
				assertThat(readAll(again)).doesNotContainAnyElementsOf(received)
					.endsWith("{\"done\":100000,\"total\":100000}", "{\"done\":100000,\"total\":100000}");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "10000001", "all" })
	void shouldRefuseBadNumberOfRows(String rows) throws Exception {
		shouldRefuse(get("/import?rows=" + rows), 400);
	}

	private void shouldRefuse(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"detail\":\"");
	}

	private SseTestStream generate(String prompt, int tokens, String delay) {
		return generate("", prompt, tokens, delay);
	}

	private SseTestStream generate(String query, String prompt, int tokens, String delay) {
		return this.client.withTimeout(Duration.ofMinutes(1)).post("/generate" + query).json("""
				{"prompt":"%s","tokens":%d,"delay":"%s"}""".formatted(prompt, tokens, delay)).open();
	}

	private SseTestStream open(String path) {
		return this.client.get(path).open();
	}

	private List<String> tokens(String prompt, int tokens) {
		List<String> result = new ArrayList<>();
		new MadeUpText(prompt, tokens, Duration.ZERO).forEachRemaining(result::add);
		return result;
	}

	private String text(String prompt, int tokens) {
		return String.join("", tokens(prompt, tokens));
	}

	// A fast text may come in fewer events than it has tokens
	private String text(String field, List<String> events) {
		return Pattern.compile("\"" + field + "\":\"(.*?)\"")
			.matcher(String.join("\n", events))
			.results()
			.map((result) -> result.group(1))
			.collect(Collectors.joining());
	}

	private String id(SseTestStream stream) {
		return stream.headers().getFirst("Sse-Stream");
	}

	private List<String> readAll(SseTestStream stream) {
		return data(stream.awaitEnd());
	}

	private List<String> data(List<SseTestEvent> events) {
		return events.stream().map(SseTestEvent::data).toList();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream").build(),
				BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Accept", "text/event-stream")
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path)).DELETE().build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
