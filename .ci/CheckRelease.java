import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks two deployments of the same release, and what an application gets of it. Run by
 * check-release:
 *
 * <pre>
 * deployments FIRST SECOND POM      both are equal, and as Maven Central wants them
 * dependencies WITH WITHOUT         what the starter brings besides spring-boot-starter-web
 * </pre>
 */
class CheckRelease {

	private static final String GROUP = "io.github.ssehub";

	private static final String STARTER = "sse-spring-boot-starter";

	private static final String AUTOCONFIGURE = "sse-spring-boot-autoconfigure";

	/** What the modules bring by themselves, besides optional dependencies. */
	private static final Map<String, Set<String>> DEPENDENCIES = Map.of(STARTER,
			Set.of(GROUP + ":" + AUTOCONFIGURE, "org.springframework.boot:spring-boot-starter-web"), AUTOCONFIGURE,
			Set.of("org.springframework.boot:spring-boot-autoconfigure", "org.springframework:spring-web",
					"org.reactivestreams:reactive-streams", "org.jspecify:jspecify"));

	/** What comes with the starter, and not with spring-boot-starter-web. */
	private static final Set<String> BROUGHT = Set.of(GROUP + ":" + STARTER, GROUP + ":" + AUTOCONFIGURE,
			"org.reactivestreams:reactive-streams");

	/** Times in zip files are so exact. */
	private static final int ZIP_SECONDS = 2;

	private final List<String> problems = new ArrayList<>();

	public static void main(String[] arguments) throws Exception {
		CheckRelease check = new CheckRelease();
		List<Path> paths = Arrays.stream(arguments).skip(1).map(Path::of).toList();
		switch (arguments[0]) {
			case "deployments" -> check.deployments(paths.get(0), paths.get(1), paths.get(2));
			case "dependencies" -> check.dependencies(paths.get(0), paths.get(1));
			default -> throw new IllegalArgumentException(arguments[0]);
		}
		check.problems.forEach((problem) -> System.err.println("[ERROR] " + problem));
		System.exit(check.problems.isEmpty() ? 0 : 1);
	}

	private void deployments(Path first, Path second, Path rootPom) throws Exception {
		equal(first, second);
		Element root = pom(rootPom);
		Map<String, Element> poms = new TreeMap<>();
		Map<String, String> modules = new HashMap<>();
		for (Path file : files(first, ".pom")) {
			Element pom = pom(first.resolve(file));
			String artifact = text(pom, "artifactId");
			poms.put(artifact, pom);
			pom(file.toString(), Files.readString(first.resolve(file)), pom);
			if (!"pom".equals(text(pom, "packaging"))) {
				String stem = file.toString().replaceFirst("\\.pom$", "");
				jars(first, stem, modules);
			}
		}
		published(poms);
		excluded(poms.keySet(), root);
		timestamps(first, text(root, "properties", "project.build.outputTimestamp"));
		checksums(first);
		System.out.println("Deployed: " + String.join(", ", poms.keySet()));
	}

	/** But for metadata, which has the time of the deployment, and checksums, see below. */
	private void equal(Path first, Path second) throws IOException {
		List<Path> files = files(first, "");
		Set<Path> all = new TreeSet<>(files);
		all.addAll(files(second, ""));
		for (Path file : all) {
			if (file.getFileName().toString().matches("maven-metadata.*|.*\\.(md5|sha1)")) {
				continue;
			}
			if (!Files.exists(first.resolve(file)) || !Files.exists(second.resolve(file))) {
				problem(file, "is in one of two builds only");
			}
			else if (Files.mismatch(first.resolve(file), second.resolve(file)) != -1) {
				problem(file, "differs between two builds" + entries(first.resolve(file), second.resolve(file)));
			}
		}
		if (files.isEmpty()) {
			problem(first, "nothing was deployed");
		}
	}

	private String entries(Path first, Path second) throws IOException {
		if (!first.toString().endsWith(".jar")) {
			return "";
		}
		try (JarFile one = new JarFile(first.toFile()); JarFile other = new JarFile(second.toFile())) {
			List<String> different = new ArrayList<>();
			for (ZipEntry entry : Collections.list(one.entries())) {
				ZipEntry same = other.getEntry(entry.getName());
				if (same == null || same.getCrc() != entry.getCrc() || same.getTime() != entry.getTime()) {
					different.add(entry.getName());
				}
			}
			return different.stream().limit(5).collect(Collectors.joining(", ", ": ", ""));
		}
	}

	private void pom(Object file, String source, Element pom) {
		for (String[] path : new String[][] { { "name" }, { "description" }, { "url" }, { "organization", "name" },
				{ "licenses", "license", "name" }, { "licenses", "license", "url" }, { "developers", "developer", "name" },
				{ "developers", "developer", "organization" }, { "scm", "connection" }, { "scm", "developerConnection" },
				{ "scm", "url" } }) {
			String value = text(pom, path);
			if (value.isEmpty()) {
				problem(file, "has no " + String.join("/", path));
			}
			else if (value.matches("(?i).*(spring\\.io|spring-projects|vmware|broadcom).*")) {
				problem(file, "has the " + String.join("/", path) + " of Spring: " + value);
			}
			else if (path[path.length - 1].matches("url|.*onnection") && !path[0].equals("licenses")
					&& !value.matches(".*ssehub/sse-spring-boot-starter(\\.git)?")) {
				problem(file, "has another " + String.join("/", path) + " than the project: " + value);
			}
		}
		if (child(pom, "parent") != null) {
			problem(file, "has a parent, which nobody publishes");
		}
		if (source.contains("${")) {
			problem(file, "has unresolved " + source.replaceAll("(?s).*?(\\$\\{[^}]*}).*", "$1"));
		}
		if (source.contains("SNAPSHOT")) {
			problem(file, "has to do with a SNAPSHOT");
		}
		if (child(pom, "repositories") != null || child(pom, "properties") != null) {
			problem(file, "has repositories or properties, which nobody needs");
		}
		dependencies(file, pom);
	}

	private void dependencies(Object file, Element pom) {
		Set<String> dependencies = new TreeSet<>();
		for (Element dependency : children(child(pom, "dependencies"), "dependency")) {
			String name = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
			if (text(dependency, "version").isEmpty()) {
				problem(file, "has no version for " + name);
			}
			if ("test".equals(text(dependency, "scope"))) {
				problem(file, "has the test dependency " + name);
			}
			if (!"true".equals(text(dependency, "optional"))) {
				dependencies.add(name);
			}
		}
		Set<String> expected = DEPENDENCIES.get(text(pom, "artifactId"));
		if (expected != null && !expected.equals(dependencies)) {
			problem(file, "brings " + dependencies + " instead of " + new TreeSet<>(expected));
		}
	}

	private void jars(Path repository, String stem, Map<String, String> modules) throws IOException {
		for (String suffix : List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
			if (!Files.exists(repository.resolve(stem + suffix))) {
				problem(stem + ".pom", "has no " + suffix + " beside it");
			}
		}
		Path jar = repository.resolve(stem + ".jar");
		if (!Files.exists(jar)) {
			return;
		}
		try (JarFile file = new JarFile(jar.toFile())) {
			var manifest = file.getManifest().getMainAttributes();
			String module = manifest.getValue("Automatic-Module-Name");
			if (module == null || !isModule(jar, module)) {
				problem(stem + ".jar", "has no Automatic-Module-Name that is one: " + module);
			}
			else if (modules.putIfAbsent(module, stem) != null) {
				problem(stem + ".jar", "has the same Automatic-Module-Name as " + modules.get(module));
			}
			boolean classes = file.stream().anyMatch((entry) -> entry.getName().endsWith(".class"));
			String type = manifest.getValue("Spring-Boot-Jar-Type");
			if (!Objects.equals(type, classes ? null : "dependencies-starter")) {
				problem(stem + ".jar", "has the Spring-Boot-Jar-Type " + type);
			}
			if (file.getEntry("META-INF/sbom/application.cdx.json") != null) {
				problem(stem + ".jar", "has an SBOM where applications have theirs");
			}
			if (classes) {
				javadoc(repository, stem);
			}
		}
	}

	private boolean isModule(Path jar, String name) {
		try {
			return ModuleFinder.of(jar).find(name).isPresent();
		}
		catch (FindException ex) {
			return false;
		}
	}

	/** A package has Javadoc, or says that it is not API. */
	private void javadoc(Path repository, String stem) throws IOException {
		if (!Files.exists(repository.resolve(stem + "-sources.jar"))
				|| !Files.exists(repository.resolve(stem + "-javadoc.jar"))) {
			return;
		}
		try (JarFile sources = new JarFile(repository.resolve(stem + "-sources.jar").toFile());
				JarFile javadoc = new JarFile(repository.resolve(stem + "-javadoc.jar").toFile())) {
			for (ZipEntry entry : Collections.list(sources.entries())) {
				if (entry.getName().endsWith("/package-info.java")) {
					String text = read(sources.getInputStream(entry));
					boolean api = !text.replaceAll("\\s+(\\*\\s+)?", " ").contains("Not API");
					String summary = entry.getName().replace("package-info.java", "package-summary.html");
					if (api != (javadoc.getEntry(summary) != null)) {
						problem(stem + "-javadoc.jar", (api ? "lacks " : "has ") + entry.getName()
								+ (api ? ", which does not say \"Not API\"" : ", which says \"Not API\""));
					}
				}
			}
		}
	}

	/** All that is published is in the BOM, and the other way round. */
	private void published(Map<String, Element> poms) {
		Element bom = poms.get("sse-spring-boot-bom");
		Set<String> managed = new TreeSet<>();
		if (bom != null) {
			for (Element dependency : children(child(child(bom, "dependencyManagement"), "dependencies"), "dependency")) {
				managed.add(text(dependency, "artifactId"));
				if (!GROUP.equals(text(dependency, "groupId"))
						|| !text(bom, "version").equals(text(dependency, "version"))) {
					problem("sse-spring-boot-bom", "manages what is not of this release: " + text(dependency, "groupId")
							+ ":" + text(dependency, "artifactId") + ":" + text(dependency, "version"));
				}
			}
		}
		Set<String> published = new TreeSet<>(poms.keySet());
		published.remove("sse-spring-boot-bom");
		if (!published.equals(managed)) {
			problem("sse-spring-boot-bom", "manages " + managed + ", but " + published
					+ " are published: add to its pom.xml what is missing, or maven.deploy.skip to that of the module");
		}
	}

	/** The plugin of Maven Central does not heed maven.deploy.skip. */
	private void excluded(Set<String> published, Element root) {
		Set<String> excluded = new TreeSet<>();
		var nodes = root.getElementsByTagName("excludeArtifact");
		for (int i = 0; i < nodes.getLength(); i++) {
			excluded.add(nodes.item(i).getTextContent().strip());
		}
		Set<String> expected = new TreeSet<>();
		expected.add(text(root, "artifactId"));
		for (Element module : children(child(root, "modules"), "module")) {
			expected.add(module.getTextContent().strip());
		}
		expected.removeAll(published);
		if (!expected.equals(excluded)) {
			problem("pom.xml", "excludes " + excluded + " from publishing, and should exclude " + expected);
		}
	}

	private void timestamps(Path repository, String timestamp) throws IOException {
		if (timestamp.isEmpty()) {
			problem("pom.xml", "has no project.build.outputTimestamp");
			return;
		}
		LocalDateTime expected = LocalDateTime.ofInstant(Instant.parse(timestamp), ZoneOffset.UTC);
		for (Path file : files(repository, ".jar")) {
			try (JarFile jar = new JarFile(repository.resolve(file).toFile())) {
				jar.stream()
					.filter((entry) -> Duration.between(entry.getTimeLocal(), expected).abs().toSeconds() >= ZIP_SECONDS)
					.findFirst()
					.ifPresent((entry) -> problem(file, entry.getName() + " has another time than "
							+ "project.build.outputTimestamp: " + entry.getTimeLocal()));
			}
		}
	}

	private void checksums(Path repository) throws Exception {
		for (Path file : files(repository, "")) {
			if (file.toString().matches(".*\\.(md5|sha1)")) {
				continue;
			}
			for (String[] checksum : new String[][] { { ".md5", "MD5" }, { ".sha1", "SHA-1" } }) {
				Path beside = repository.resolve(file + checksum[0]);
				byte[] digest = MessageDigest.getInstance(checksum[1]).digest(Files.readAllBytes(repository.resolve(file)));
				if (!Files.exists(beside) || !Files.readString(beside).strip().equals(HexFormat.of().formatHex(digest))) {
					problem(file, "has no " + checksum[0] + " beside it that is right");
				}
			}
		}
	}

	private void dependencies(Path with, Path without) throws IOException {
		Set<String> brought = new TreeSet<>(resolved(with));
		brought.removeAll(resolved(without));
		if (!brought.equals(BROUGHT)) {
			problem(STARTER, "brings " + brought + " besides spring-boot-starter-web, instead of " + new TreeSet<>(BROUGHT));
		}
	}

	/** From lines of dependency:list: group:artifact:type[:classifier]:version:scope. */
	private Set<String> resolved(Path list) throws IOException {
		return Files.readAllLines(list)
			.stream()
			.map(String::strip)
			.filter((line) -> line.matches("[\\w.-]+:[\\w.-]+:jar:.*"))
			.map((line) -> line.split(":")[0] + ":" + line.split(":")[1])
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private void problem(Object subject, String problem) {
		this.problems.add(subject + ": " + problem);
	}

	private static List<Path> files(Path directory, String suffix) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> file.toString().endsWith(suffix))
				.map(directory::relativize)
				.sorted()
				.toList();
		}
	}

	private static String read(InputStream stream) {
		try (stream) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Element pom(Path file) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
	}

	private static String text(Element element, String... path) {
		Element current = element;
		for (String name : path) {
			current = (current != null) ? child(current, name) : null;
		}
		return (current != null) ? current.getTextContent().strip() : "";
	}

	private static Element child(Element element, String name) {
		return children(element, name).stream().findFirst().orElse(null);
	}

	private static List<Element> children(Element element, String name) {
		List<Element> children = new ArrayList<>();
		for (Node node = (element != null) ? element.getFirstChild() : null; node != null; node = node.getNextSibling()) {
			if (node instanceof Element child && child.getTagName().equals(name)) {
				children.add(child);
			}
		}
		return children;
	}

}
