package io.github.ssehub.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.test.AutoConfigureSse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands with {@code curl} that the documents show: the sample answers them, and as it
 * is shown.
 */
@Timeout(30)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
// With it, the application is that of other tests
@AutoConfigureSse
class DocumentCommandTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern BLOCK = Pattern.compile("^```shell\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern COMMAND = Pattern.compile("^\\$ (curl .*)\n((?:(?!\\$ ).*\n)*)", Pattern.MULTILINE);

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	private String id = "";

	static List<String> pages() throws IOException {
		try (Stream<Path> root = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(root, docs)
				.map((file) -> ROOT.relativize(file).toString())
				.filter((name) -> name.endsWith(".md"))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void shouldAnswerAsShown(String page) throws Exception {
		Map<HttpResponse<InputStream>, String> shown = new LinkedHashMap<>();
		String blocks = String.join("",
				BLOCK.matcher(Files.readString(ROOT.resolve(page))).results().map((block) -> block.group(1)).toList());
		for (MatchResult command : COMMAND.matcher(blocks).results().toList()) {
			shown.put(run(command.group(1)), command.group(2));
		}
		for (Map.Entry<HttpResponse<InputStream>, String> response : shown.entrySet()) {
			shouldBe(response.getKey(), response.getValue());
		}
	}

	private HttpResponse<InputStream> run(String command) throws IOException, InterruptedException {
		List<String> words = new ArrayList<>();
		WORD.matcher(command.replace("$ID", this.id))
			.results()
			.forEach((word) -> words.add((word.group(1) != null) ? word.group(1) : word.group(2)));
		HttpResponse<InputStream> response = this.http.send(request(words), BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).as(command).isBetween(200, 299);
		this.id = response.headers().firstValue("Sse-Stream").orElse(this.id);
		return response;
	}

	private HttpRequest request(List<String> words) {
		HttpRequest.Builder request = HttpRequest.newBuilder();
		Iterator<String> rest = words.iterator();
		assertThat(rest.next()).isEqualTo("curl");
		while (rest.hasNext()) {
			String word = rest.next();
			switch (word) {
				case "-N", "-i" -> {
				}
				// As curl does, if no header says otherwise
				case "-d" -> request.setHeader("Content-Type", "application/x-www-form-urlencoded")
					.POST(BodyPublishers.ofString(rest.next()));
				case "-X" -> request.method(rest.next(), BodyPublishers.noBody());
				case "-H" -> {
					String[] header = rest.next().split(": ", 2);
					request.setHeader(header[0], header[1]);
				}
				case "#" -> rest.forEachRemaining((comment) -> {
				});
				default -> {
					assertThat(word).startsWith("localhost:8080/");
					request.uri(URI.create("http://" + word.replace("localhost:8080", "localhost:" + this.port)));
				}
			}
		}
		return request.build();
	}

	// As far as it is shown, for what is sent on later
	private void shouldBe(HttpResponse<InputStream> response, String shown) throws IOException {
		try (BufferedReader body = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			for (String line : shown.lines().toList()) {
				assertThat(normalize(String.valueOf(body.readLine()))).isEqualTo(normalize(line));
			}
		}
	}

	// Positions are those of a run
	private static String normalize(String line) {
		return line.replaceAll("\\b[0-9a-z]{6,}-[0-9a-z]+\\b", "position");
	}

}
