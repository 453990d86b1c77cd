package io.github.ssehub.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fenced block of the documents.
 *
 * @param page the file, from the root of the project
 * @param line the line of its code in the page
 * @param language what its fence says, may be empty
 * @param code the code, without the indentation of the fence
 */
public record DocumentBlock(String page, int line, String language, String code) {

	static final Path ROOT = Path.of("..");

	private static final Pattern FENCE = Pattern.compile("( *)(```+|~~~+)\\s*(\\S*).*");

	/**
	 * Return the only block of a page in a language.
	 * @param page the page
	 * @param language the language
	 * @return the code
	 * @throws IOException if the page cannot be read
	 */
	public static String only(String page, String language) throws IOException {
		List<DocumentBlock> blocks = in(page).filter((block) -> block.language().equals(language)).toList();
		assertThat(blocks).as("%s of %s", language, page).hasSize(1);
		return blocks.get(0).code();
	}

	static List<DocumentBlock> all() throws IOException {
		List<DocumentBlock> blocks = new ArrayList<>();
		for (String page : pages()) {
			in(page).forEach(blocks::add);
		}
		return blocks;
	}

	static List<String> pages() throws IOException {
		try (Stream<Path> root = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(root, docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.map((file) -> ROOT.relativize(file).toString().replace('\\', '/'))
				.sorted()
				.toList();
		}
	}

	static Stream<DocumentBlock> in(String page) throws IOException {
		List<String> lines = Files.readAllLines(ROOT.resolve(page));
		List<DocumentBlock> blocks = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			Matcher fence = FENCE.matcher(lines.get(i));
			if (fence.matches()) {
				int start = i + 1;
				do {
					i++;
					assertThat(i).as("The end of a block of %s, from line %d", page, start).isLessThan(lines.size());
				}
				while (!lines.get(i).strip().equals(fence.group(2)));
				String code = String.join("\n", lines.subList(start, i)).replaceAll("(?m)^" + fence.group(1), "");
				blocks.add(new DocumentBlock(page, start + 1, fence.group(3), code));
			}
		}
		return blocks.stream();
	}

	/**
	 * Return what is separated by empty lines.
	 * @return the parts
	 */
	List<String> parts() {
		return List.of(this.code.strip().split("\n\\s*\n"));
	}

	@Override
	public String toString() {
		return "%s:%d %s".formatted(this.page, this.line, this.language);
	}

}
