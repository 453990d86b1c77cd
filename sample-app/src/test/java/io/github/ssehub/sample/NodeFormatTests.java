package io.github.ssehub.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The formats as read by the npm packages that they are for.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(FormatEndpoint.class)
@Tag("node")
class NodeFormatTests {

	private static final String TEXT = "\"Hello,\\n\\n wörld \uD83D\uDE00\"";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@Autowired
	private FormatEndpoint endpoint;

	@LocalServerPort
	private int port;

	private List<String> run(String script, String path, String... arguments) throws IOException {
		String[] command = new String[3 + arguments.length];
		command[0] = "node";
		command[1] = script;
		command[2] = "http://localhost:" + this.port + path;
		System.arraycopy(arguments, 0, command, 3, arguments.length);
		try (NodeClient client = NodeClient.connect(command)) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(client.received()).endsWith("over"));
			return client.received();
		}
	}

	private void awaitClosed() {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.endpoint.closed).hasValue(1));
		this.endpoint.closed.set(0);
	}

	@Test
	void shouldBeReadByOpenAi() throws IOException {
		assertThat(run("openai-client.js", "/openai/text")).containsExactly("delta \"Hel\"", "delta \"lo,\\n\\n\"",
				"delta \" wörld\"", "delta \" \uD83D\uDE00\"", "delta \"\"", "id true model parrot-1",
				"stop assistant " + TEXT, "over");
	}

	@Test
	void shouldTellOpenAiOfAnError() throws IOException {
		assertThat(run("openai-client.js", "/openai/fails")).containsExactly("delta \"Hel\"", "delta \"lo,\\n\\n\"",
				"APIError quota is used up", "over");
	}

	@Test
	void shouldTellOpenAiOfAStop() throws IOException {
		assertThat(run("openai-client.js", "/openai/stopped")).endsWith("stop assistant " + TEXT, "over");
	}

	@Test
	void shouldBeCancelledByOpenAi() throws IOException {
		// More may have come already
		assertThat(run("openai-client.js", "/openai/endless", "3")).startsWith("delta \"x\"", "delta \"x\"")
			.endsWith("APIUserAbortError Request was aborted.", "over");
		awaitClosed();
	}

	@Test
	void shouldBeReadByAiSdk() throws IOException {
		List<String> lines = run("ai-client.js", "/ai-sdk/text");
		assertThat(lines).filteredOn((line) -> line.startsWith("chunk"))
			.containsExactly("chunk start", "chunk text-start", "chunk text-delta", "chunk text-delta",
					"chunk text-delta", "chunk text-delta", "chunk text-delta", "chunk text-end", "chunk finish");
		assertThat(lines).startsWith("read text streaming \"\"", "read text streaming \"Hel\"")
			.contains("read text done " + TEXT)
			.endsWith("finish abort=false disconnect=false error=false", "chat ready  text done " + TEXT, "over");
	}

	@Test
	void shouldPassPartsOfTheApplicationToAiSdk() throws IOException {
		assertThat(run("ai-client.js", "/ai-sdk/parts")).endsWith("chat ready  text done \"ab\" | data-progress  50",
				"over");
	}

	@Test
	void shouldTellAiSdkOfAnError() throws IOException {
		assertThat(run("ai-client.js", "/ai-sdk/fails"))
			.contains("read text done \"Hello,\\n\\n\"", "error quota is used up")
			.endsWith("finish abort=false disconnect=false error=true",
					"chat error quota is used up text done \"Hello,\\n\\n\"", "over");
	}

	@Test
	void shouldTellAiSdkOfAStop() throws IOException {
		assertThat(run("ai-client.js", "/ai-sdk/stopped")).containsSubsequence("chunk text-end", "chunk abort")
			.endsWith("chat ready  text done " + TEXT, "over");
	}

	@Test
	void shouldBeCancelledByAiSdk() throws IOException {
		assertThat(run("ai-client.js", "/ai-sdk/endless", "3")).first()
			.isEqualTo("finish abort=true disconnect=false error=false");
		awaitClosed();
	}

	@Test
	void shouldBeReadByAgUi() throws IOException {
		assertThat(run("ag-ui-client.js", "/agents/text"))
			.startsWith("RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT \"Hel\"",
					"TEXT_MESSAGE_CONTENT \"lo,\\n\\n\"")
			.endsWith("TEXT_MESSAGE_END", "RUN_FINISHED", "messages assistant " + TEXT, "over");
	}

	@Test
	void shouldTellAgUiOfAnError() throws IOException {
		assertThat(run("ag-ui-client.js", "/agents/fails")).contains("RUN_ERROR").endsWith("over");
	}

}
