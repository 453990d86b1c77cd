package io.github.ssehub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The recipes of docs/one-caller.md, whose code is that of {@link OneCallerRecipes}.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class OneCallerRecipesTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, OneCallerRecipes.Application.class, "sse.heartbeat=200ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void shouldBeTheCodeOfTheDocument() throws IOException {
		List<String> code = find("\t// recipe\n(.*?)\n\t+// end",
				Path.of("src/test/java/io/github/ssehub/OneCallerRecipes.java"));
		assertThat(code).hasSize(5);
		assertThat(find("```java\n(.*?)\n```", Path.of("../docs/one-caller.md"))).isEqualTo(code);
	}

	private static List<String> find(String regex, Path file) throws IOException {
		return Pattern.compile(regex, Pattern.DOTALL)
			.matcher(Files.readString(file))
			.results()
			.map((result) -> code(result))
			.toList();
	}

	private static String code(MatchResult result) {
		return result.group(1).stripIndent();
	}

	@Test
	void shouldChat() throws IOException {
		try (SseTestClient client = post("/chat", "how are you")) {
			assertThat(readAll(client)).containsExactly("You", " asked:", " how", " are", " you");
		}
		try (SseTestClient client = post("/chat/responses", "why")) {
			List<String> responses = readAll(client);
			assertThat(responses).hasSize(3).allMatch((json) -> json.startsWith("{"));
			assertThat(responses.get(2)).contains("\"text\":\" why\"");
		}
		try (SseTestClient client = post("/chat/ai-sdk", "why")) {
			assertThat(client.header("x-vercel-ai-ui-message-stream")).isEqualTo("v1");
			assertThat(readAll(client)).anyMatch((part) -> part.contains("\"delta\":\" why\"")).endsWith("[DONE]");
		}
	}

	@Test
	void shouldCancelTheModelWhenTheClientLeaves() throws IOException {
		OneCallerRecipes.FakeChatModel model = server.bean(OneCallerRecipes.FakeChatModel.class);
		int cancelled = model.cancelled.get();
		try (SseTestClient client = post("/chat", "why ".repeat(10_000))) {
			assertThat(client.readData()).isEqualTo("You");
		}
		await().until(() -> model.cancelled.get() > cancelled);
	}

	@Test
	void shouldTellProgress() throws IOException {
		try (SseTestClient client = post("/imports", "a.csv,b.csv,c.csv")) {
			assertThat(readAll(client)).containsExactly("{\"done\":1,\"total\":3}", "{\"done\":2,\"total\":3}",
					"{\"done\":3,\"total\":3}", "imported");
		}
		assertThat(server.bean(OneCallerRecipes.Importer.class).files).endsWith("a.csv", "b.csv", "c.csv");
	}

	@Test
	void shouldStreamRowsAndCloseTheCursor() throws IOException {
		try (SseTestClient client = server.open("/customers")) {
			assertThat(readAll(client)).hasSize(OneCallerRecipes.CUSTOMERS).startsWith("1,Customer 1", "2,Customer 2");
		}
		try (SseTestClient client = server.open("/customers")) {
			assertThat(client.readData()).isEqualTo("1,Customer 1");
		}
		JdbcClient jdbc = server.bean(JdbcClient.class);
		await().untilAsserted(() -> assertThat(
				jdbc.sql("select count(*) from information_schema.sessions").query(Long.class).single())
			.isOne());
	}

	@Test
	void shouldResumeAfterReload() throws IOException {
		String question = "why ".repeat(50).trim();
		String id;
		try (SseTestClient client = post("/answers", question)) {
			id = client.header("Sse-Stream");
			assertThat(client.readData()).startsWith("You");
			for (int i = 0; i < 10; i++) {
				client.readData();
			}
		}
		try (SseTestClient client = server.open("/answers/" + id)) {
			List<String> all = readAll(client);
			assertThat(all.get(0)).startsWith("You asked:");
			assertThat(String.join("", all)).isEqualTo("You asked: " + question);
		}
	}

	@Test
	void shouldStop() throws IOException {
		OneCallerRecipes.FakeChatModel model = server.bean(OneCallerRecipes.FakeChatModel.class);
		int cancelled = model.cancelled.get();
		try (SseTestClient client = post("/answers", "why ".repeat(10_000))) {
			assertThat(client.readData()).startsWith("You");
			String path = "/answers/" + client.header("Sse-Stream");
			try (SseTestClient stop = SseTestClient.request(server.port(), "DELETE", path)) {
				assertThat(stop.status()).isEqualTo(204);
			}
			client.readRest();
		}
		await().until(() -> model.cancelled.get() > cancelled);
		try (SseTestClient stop = SseTestClient.request(server.port(), "DELETE", "/answers/unknown")) {
			assertThat(stop.status()).isEqualTo(404);
		}
	}

	private static SseTestClient post(String path, String body) throws IOException {
		return SseTestClient.raw(server.port(), """
				POST %s HTTP/1.1
				Host: x
				Accept: text/event-stream
				Content-Type: text/plain
				Content-Length: %d

				""".formatted(path, body.length()).replace("\n", "\r\n") + body);
	}

	private static List<String> readAll(SseTestClient client) throws IOException {
		List<String> result = new ArrayList<>();
		for (String block = client.readBlock(); block != null; block = client.readBlock()) {
			if (block.contains("data: ") && !block.contains("event: sse-")) {
				int start = block.indexOf("data: ") + 6;
				result.add(block.substring(start, block.indexOf('\n', start)));
			}
		}
		return result;
	}

}
