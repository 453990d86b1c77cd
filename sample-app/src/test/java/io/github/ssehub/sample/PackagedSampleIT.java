package io.github.ssehub.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as it is packaged, read by the npm packages that its formats are for.
 */
@Tag("node")
class PackagedSampleIT {

	private static final int TOKENS = 50;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static Processes processes;

	private static TestHttp http;

	@BeforeAll
	static void start() throws IOException {
		http = new TestHttp(TestHttp.freePort());
		processes = new Processes();
		Process process = processes.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
				System.getProperty("sse.sample.jar"), "--server.port=" + http.port());
		HttpRequest request = HttpRequest.newBuilder(http.uri("/")).build();
		await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
			assertThat(process.isAlive()).isTrue();
			return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() == 200;
		});
	}

	@AfterAll
	static void stop() throws IOException {
		processes.close();
	}

	private static List<String> run(String script, String format) throws IOException {
		try (NodeClient client = NodeClient.connect("node", script,
				http.uri("/generate?format=" + format).toString())) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(client.received()).endsWith("over"));
			return client.received();
		}
	}

	// Without a prompt of these clients
	private static String text() {
		MadeUpText text = new MadeUpText("", TOKENS, Duration.ZERO);
		return "\"" + Stream.generate(text::next).limit(TOKENS).collect(Collectors.joining()) + "\"";
	}

	@Test
	void shouldBeReadByOpenAi() throws IOException {
		assertThat(run("openai-stream.js", "openai")).containsExactly("ids 1 chunks " + TOKENS + " stop " + text(),
				"over");
	}

	@Test
	void shouldBeReadByAiSdk() throws IOException {
		assertThat(run("ai-client.js", "ai-sdk")).contains("read text done " + text())
			.endsWith("finish abort=false disconnect=false error=false", "chat ready  text done " + text(), "over");
	}

	@Test
	void shouldBeReadByAgUi() throws IOException {
		assertThat(run("ag-ui-client.js", "ag-ui")).startsWith("RUN_STARTED", "TEXT_MESSAGE_START")
			.endsWith("TEXT_MESSAGE_END", "RUN_FINISHED", "messages assistant " + text(), "over");
	}

}
