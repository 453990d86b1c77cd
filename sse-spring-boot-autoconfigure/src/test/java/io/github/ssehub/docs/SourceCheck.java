package io.github.ssehub.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each part of a block is a part of a file that a test compiles and runs, or has a
 * browser or a proxy run.
 */
final class SourceCheck implements BlockCheck {

	// Not those of an URL
	private static final Pattern COMMENT = Pattern.compile("\\s*(?<!:)//.*(\n\\s+//.*)*");

	private final List<String> sources;

	private SourceCheck(List<String> sources) {
		this.sources = sources;
	}

	static SourceCheck of(String extension, String... folders) throws IOException {
		List<String> found = new ArrayList<>();
		for (String folder : folders) {
			try (Stream<Path> files = Files.walk(DocumentBlock.ROOT.resolve(folder))) {
				for (Path file : files.filter((file) -> file.toString().endsWith(extension)).toList()) {
					found.add(strip(Files.readString(file)));
				}
			}
		}
		assertThat(found).as("Files %s of %s", extension, List.of(folders)).isNotEmpty();
		return new SourceCheck(found);
	}

	// Lines are as long as a page likes, a nested class is static, expressions are in a
	// list, and tests have ports of their own
	private static String strip(String code) {
		return COMMENT.matcher(code)
			.replaceAll("")
			.replaceAll("\\bstatic\\s+(?=class|final class)", "")
			.replace("${app}", "8080")
			.replace("${other}", "8081")
			.replaceAll("[\\s,;]+", "");
	}

	@Override
	public void check(DocumentBlock block) {
		for (String part : block.parts()) {
			assertThat(this.sources.stream().anyMatch((source) -> source.contains(strip(part))))
				.as("Is part of a source:%n%s", part)
				.isTrue();
		}
	}

}
