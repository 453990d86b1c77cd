package io.github.ssehub.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The poms of the project and its sources.
 */
final class ProjectFiles {

	private final Map<String, String> poms = new LinkedHashMap<>();

	private final List<Path> sources = new ArrayList<>();

	ProjectFiles() throws IOException {
		this.poms.put("", Files.readString(DocumentBlock.ROOT.resolve("pom.xml")));
		for (String module : matches("<module>(.*)</module>")) {
			Path folder = DocumentBlock.ROOT.resolve(module);
			this.poms.put(module, Files.readString(folder.resolve("pom.xml")));
			if (Files.exists(folder.resolve("src"))) {
				try (Stream<Path> files = Files.walk(folder.resolve("src"))) {
					files.filter((file) -> file.toString().endsWith(".java")).forEach(this.sources::add);
				}
			}
		}
	}

	boolean isModule(String name) {
		return !name.isEmpty() && this.poms.containsKey(name);
	}

	String pom(String module) {
		return this.poms.getOrDefault(module, "");
	}

	String version() {
		Matcher version = Pattern.compile("^\t<version>(.*)</version>", Pattern.MULTILINE).matcher(pom(""));
		return version.find() ? version.group(1) : "";
	}

	Set<String> profiles() {
		return matches("<profile>(?s:\\s*<!--.*?-->)?\\s*<id>(.*)</id>");
	}

	boolean hasArtifact(String name) {
		return this.poms.values().stream().anyMatch((pom) -> pom.contains("<artifactId>" + name + "</artifactId>"));
	}

	boolean hasProperty(String name) {
		return this.poms.values().stream().anyMatch((pom) -> pom.contains("${" + name + "}"));
	}

	boolean hasType(String name) {
		return this.sources.stream().anyMatch((file) -> file.getFileName().toString().equals(name + ".java"));
	}

	String text(String type) {
		return this.sources.stream()
			.filter((file) -> file.getFileName().toString().equals(type + ".java"))
			.map(ProjectFiles::read)
			.findFirst()
			.orElseThrow();
	}

	boolean hasText(String text) {
		return this.sources.stream().map(ProjectFiles::read).anyMatch((source) -> source.contains(text));
	}

	private Set<String> matches(String pattern) {
		Set<String> found = new TreeSet<>();
		for (String pom : this.poms.values()) {
			Pattern.compile(pattern).matcher(pom).results().forEach((match) -> found.add(match.group(1)));
		}
		return found;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
