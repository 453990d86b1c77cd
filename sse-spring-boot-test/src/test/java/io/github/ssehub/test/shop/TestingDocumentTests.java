package io.github.ssehub.test.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of docs/testing-your-application.md, which is that of the tests beside this
 * one.
 */
class TestingDocumentTests {

	private static final Path SOURCES = Path.of("src/test/java/io/github/ssehub/test/shop");

	@Test
	void shouldBeTheCodeThatRuns() throws IOException {
		List<String> document = find("```java\n(.*?)\n```", Path.of("../docs/testing-your-application.md"));
		List<String> code = Stream
			.of("Orders", "OrderController", "NoCompetitors", "OrdersTests", "OrderControllerTests", "ShopTests")
			.flatMap((name) -> recipes(name).stream())
			.toList();
		assertThat(code).hasSizeGreaterThan(8);
		assertThat(document).containsExactlyElementsOf(code);
	}

	private static List<String> recipes(String name) {
		try {
			return find("(?m)^\t*// recipe\n(.*?)\n\t*// end", SOURCES.resolve(name + ".java"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
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

}
