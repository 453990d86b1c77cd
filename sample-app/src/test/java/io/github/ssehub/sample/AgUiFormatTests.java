package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of {@code docs/formats.md}, as it is on the wire. {@link NodeFormatTests}
 * has it read.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(FormatEndpoint.class)
class AgUiFormatTests {

	private static final Path SOURCE = Path.of("src/main/java/io/github/ssehub/sample/AgUiFormat.java");

	@LocalServerPort
	private int port;

	@Test
	void shouldWriteAnswer() throws Exception {
		assertThat(post("text").replaceAll("\"messageId\":\"[0-9a-f-]{36}\"", "\"messageId\":\"..\"")).isEqualTo("""
				retry: 3000

				data: {"type":"RUN_STARTED","threadId":"t1","runId":"r1"}

				data: {"type":"TEXT_MESSAGE_START","messageId":"..","role":"assistant"}

				data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"..","delta":"Hel"}

				data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"..","delta":"lo,\\n\\n"}

				data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"..","delta":" wörld"}

				data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"..","delta":" \uD83D\uDE00"}

				data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"..","delta":""}

				data: {"type":"TEXT_MESSAGE_END","messageId":".."}

				data: {"type":"RUN_FINISHED","threadId":"t1","runId":"r1"}

				:
				id: sse-end

				""");
	}

	@Test
	void shouldWriteError() throws Exception {
		assertThat(post("fails")).contains("""
				data: {"type":"RUN_ERROR","message":"quota is used up","code":"507"}

				""").doesNotContain("RUN_FINISHED");
	}

	@Test
	void shouldBeWhatTheDocumentationShows() throws IOException {
		String source = Files.readString(SOURCE);
		assertThat(Files.readString(Path.of("../docs/formats.md")))
			.contains(source.substring(source.indexOf("final class")));
	}

	private String post(String kind) throws Exception {
		return postTo("/agents/" + kind);
	}

	@Test
	void shouldRunTheAgentOfTheDocumentation() throws Exception {
		assertThat(postTo("/agent")).contains("RUN_STARTED", "RUN_FINISHED");
	}

	private String postTo(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(BodyPublishers.ofString("{\"threadId\":\"t1\",\"runId\":\"r1\",\"messages\":[]}"))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

}
