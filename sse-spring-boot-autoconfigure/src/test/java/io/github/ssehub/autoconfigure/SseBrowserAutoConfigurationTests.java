package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class SseBrowserAutoConfigurationTests {

	private static final Path FOLDER = Path.of("src/main/resources", BrowserModuleConfigurer.FOLDER);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static TestServer server;

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseBrowserAutoConfiguration.class));

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.browser.path=/sse-client");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void shouldServeTheModule() throws Exception {
		for (Path file : files("js")) {
			HttpResponse<String> response = get("/sse-client/" + file.getFileName());
			assertThat(response.statusCode()).as(file.toString()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
			assertThat(response.headers().firstValue("Cache-Control")).contains("no-cache");
			assertThat(response.headers().firstValue("Last-Modified")).isEmpty();
			assertThat(response.body()).isEqualTo(Files.readString(file));
		}
	}

	@Test
	void shouldAnswerThatNothingHasChanged() throws Exception {
		String tag = get("/sse-client/sse.js").headers().firstValue("ETag").orElseThrow();
		HttpResponse<String> response = get("/sse-client/sse.js", "If-None-Match", tag);
		assertThat(response.statusCode()).isEqualTo(304);
		assertThat(response.body()).isEmpty();
		assertThat(get("/sse-client/tabs.js", "If-None-Match", tag).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "package.json", "sse.d.ts", "missing.js", "..%2Fredis%2Fopen.lua", "" })
	void shouldServeNothingElse(String path) throws Exception {
		assertThat(get("/sse-client/" + path).statusCode()).isIn(400, 404);
	}

	@Test
	void shouldNotBeThereByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(BrowserModuleConfigurer.class));
		this.contextRunner.withPropertyValues("sse.browser.path=")
			.run((context) -> assertThat(context).doesNotHaveBean(BrowserModuleConfigurer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse-client", "/", "/sse-client/", "/**", "/{path}" })
	void shouldRefusePathThatIsNone(String path) {
		this.contextRunner.withPropertyValues("sse.browser.path=" + path)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'sse.browser.path' must be a path such as '/sse-client'"));
	}

	@Test
	void shouldBeInNativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new BrowserModuleHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.resource().forResource(BrowserModuleConfigurer.FOLDER + "sse.js"))
			.accepts(hints);
	}

	@Test
	void shouldBeAPackageOfNpm() throws IOException {
		JsonNode manifest = new JsonMapper().readTree(FOLDER.resolve("package.json").toFile());
		assertThat(manifest.path("type").asString()).isEqualTo("module");
		assertThat(manifest.has("dependencies")).isFalse();
		for (String field : List.of("main", "types")) {
			assertThat(FOLDER.resolve(manifest.path(field).asString())).exists();
		}
	}

	// Without eval and blob:, which a strict policy for content forbids
	@Test
	void shouldImportNothingButItsOwnFiles() throws IOException {
		Set<String> names = files("js").stream()
			.map((file) -> "./" + file.getFileName())
			.collect(Collectors.toCollection(TreeSet::new));
		for (Path file : files("js")) {
			String code = Files.readString(file);
			assertThat(names).containsAll(find(" from \"(.*)\"", code));
			assertThat(code).doesNotContain("eval(", "new Function", "blob:", "createObjectURL", "import(");
		}
	}

	@Test
	void shouldDeclareTheTypesOfWhatItExports() throws IOException {
		String code = Files.readString(FOLDER.resolve("sse.js"));
		String types = Files.readString(FOLDER.resolve("sse.d.ts"));
		Set<String> exports = find("export class (\\w+)", code);
		exports.addAll(find("export \\{ (\\w+) \\}", code));
		assertThat(exports).isNotEmpty().isEqualTo(find("export class (\\w+)", types));
		String declared = types.substring(types.indexOf("export class SseStream"), types.indexOf("ParsedEvent"));
		assertThat(members(code)).isNotEmpty().isEqualTo(members(declared));
		Set<String> options = find("[{,] (\\w+)(?: = [^,}]+)?(?=[,}]| })", optionsLine(code));
		options.addAll(find("options\\.(\\w+)", code));
		options.addAll(find("\\{ (\\w+) \\} = this.#options", code));
		String declaredOptions = types.substring(types.indexOf("SseStreamOptions {"), types.indexOf("SseErrorEvent"));
		assertThat(options).isNotEmpty().isEqualTo(find("\n\t(\\w+)\\?:", declaredOptions));
	}

	private static String optionsLine(String code) {
		return code.lines().filter((line) -> line.endsWith("} = options;")).findFirst().orElseThrow();
	}

	// Of one class, but those that it inherits, and those that are its own
	private static Set<String> members(String code) {
		return find("\n\t(?:static |readonly |get |async )*([a-zA-Z]\\w*)(?=[(:;]| =)", code).stream()
			.filter((name) -> !name.equals("addEventListener"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> find(String regex, String text) {
		Stream<MatchResult> results = Pattern.compile(regex).matcher(text).results();
		return results.map((result) -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Path> files(String extension) throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith("." + extension)).toList();
		}
	}

	private static HttpResponse<String> get(String path, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
