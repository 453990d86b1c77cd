package io.github.ssehub.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each fenced block of the documents is checked, whatever its language: it is code that
 * is compiled and run here or by the tests of what a page is about, or what it says is
 * so.
 */
class DocumentBlockTests {

	private static final String[] JAVA = { "sse-spring-boot-autoconfigure/src", "sse-spring-boot-test/src",
			"sample-app/src" };

	private static final String[] PAGES = { "sample-app/src/main/resources", "sample-app/src/test/resources" };

	private static final String[] SCRIPTS = { "sample-app/src/main/resources/static",
			"sample-app/src/test/resources/static", "sample-app/src/test/node" };

	private static final String PROXIES = "sample-app/src/test/proxies";

	private static Map<String, BlockCheck> checks;

	private static MavenCommands maven;

	@BeforeAll
	static void start() throws IOException {
		ProjectFiles project = new ProjectFiles();
		maven = new MavenCommands(project);
		TestServer server = TestServer.start(TestServer.Kind.TOMCAT, RecordedStreams.Application.class,
				LibraryImportFilter.ACTUATOR, "sse.drain.spread=100ms");
		checks = Map.ofEntries(Map.entry("java", SourceCheck.of(".java", JAVA)),
				Map.entry("kotlin", SourceCheck.of(".kt", "sse-spring-boot-autoconfigure/src/test/kotlin")),
				Map.entry("js", SourceCheck.of(".js", SCRIPTS)), Map.entry("html", SourceCheck.of(".html", PAGES)),
				Map.entry("nginx", SourceCheck.of(".conf", PROXIES)),
				Map.entry("haproxy", SourceCheck.of(".cfg", PROXIES)),
				Map.entry("vcl", SourceCheck.of(".vcl", PROXIES)), Map.entry("http", SourceCheck.of(".http", PROXIES)),
				Map.entry("properties", new PropertiesCheck()), Map.entry("xml", new XmlCheck(project)),
				Map.entry("json", new JsonCheck(project)), Map.entry("shell", new ShellCheck(project)),
				Map.entry("text", new TextCheck(project)), Map.entry("yaml", new YamlCheck(server)),
				Map.entry("sse", RecordedStreams.record(server)));
	}

	static List<DocumentBlock> blocks() throws IOException {
		return DocumentBlock.all();
	}

	static List<String> pages() throws IOException {
		return DocumentBlock.pages();
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void shouldBeChecked(DocumentBlock block) throws Exception {
		assertThat(checks).as("Languages that are checked").containsKey(block.language());
		checks.get(block.language()).check(block);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void shouldHaveCommandsThatThereAre(String page) throws IOException {
		maven.checkText(Files.readString(DocumentBlock.ROOT.resolve(page)));
	}

}
