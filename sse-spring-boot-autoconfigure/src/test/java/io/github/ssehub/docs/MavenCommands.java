package io.github.ssehub.docs;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands for Maven: goals, modules, profiles, tests, benchmarks and properties that
 * there are.
 */
final class MavenCommands {

	private static final Set<String> PHASES = Set.of("clean", "validate", "compile", "test", "package", "verify",
			"install", "deploy");

	// Of Maven's own plugins, and versions:set
	private static final Set<String> PROPERTIES = Set.of("skipTests", "surefire.failIfNoSpecifiedTests", "newVersion",
			"generateBackupPoms");

	private static final Set<String> SWITCHES = Set.of("-am", "-o", "-q", "-B");

	// Commands, and properties for them
	private static final Pattern INLINE = Pattern.compile("`(?:\\./mvnw )?((?<=mvnw )[^`]+|\"?-D[a-z][^`]+)`");

	private static final Pattern INDENTED = Pattern.compile("^ {4}\\./mvnw ((?:.*\\\\\n)*.*)", Pattern.MULTILINE);

	private final ProjectFiles project;

	MavenCommands(ProjectFiles project) {
		this.project = project;
	}

	/**
	 * Check the commands that are in the text of a page.
	 * @param text the text of the page
	 */
	void checkText(String text) {
		for (Pattern pattern : List.of(INLINE, INDENTED)) {
			pattern.matcher(text)
				.results()
				.forEach((command) -> check(ShellCheck.words(command.group(1).replace("\\\n", ""))));
		}
	}

	void check(List<String> words) {
		Iterator<String> rest = words.iterator();
		while (rest.hasNext()) {
			String word = rest.next();
			if (word.equals("-pl")) {
				assertThat(rest.next().split(",")).allMatch(this.project::isModule, "is a module");
			}
			else if (word.startsWith("-P")) {
				assertThat(this.project.profiles()).as("Profiles").contains(word.substring(2).split(","));
			}
			else if (word.startsWith("-D")) {
				checkProperty(word.substring(2).split("=", 2)[0], word.replaceAll("^[^=]*=?", ""));
			}
			else if (word.startsWith("-")) {
				assertThat(word).isIn(SWITCHES);
			}
			else {
				checkGoal(word);
			}
		}
	}

	private void checkProperty(String name, String value) {
		if (name.equals("test")) {
			assertThat(value.split(",")).allMatch(this.project::hasType, "is a test");
		}
		else if (name.equals("benchmark")) {
			assertThat(value.isEmpty() || this.project.text("Benchmarks").contains("case \"" + value + "\" ->"))
				.as("%s is a benchmark", value)
				.isTrue();
		}
		else if (!PROPERTIES.contains(name)) {
			assertThat(this.project.hasText("\"" + name + "\"") || this.project.hasText("\"-D" + name + "=")
					|| this.project.hasProperty(name))
				.as("%s is a property", name)
				.isTrue();
		}
	}

	private void checkGoal(String goal) {
		if (!PHASES.contains(goal)) {
			assertThat(goal).as("A phase or a goal").matches("[a-z-]+:[a-z-]+");
			String plugin = goal.replaceAll(":.*", "") + "-maven-plugin";
			// That of versions:set comes with Spring Boot
			assertThat(this.project.hasArtifact(plugin) || plugin.equals("versions-maven-plugin")).as(plugin).isTrue();
		}
	}

}
