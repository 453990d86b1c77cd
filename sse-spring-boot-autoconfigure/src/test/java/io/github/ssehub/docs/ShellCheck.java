package io.github.ssehub.docs;

import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands are those of Maven, which have what they name, and those that a test of the
 * sample runs.
 */
final class ShellCheck implements BlockCheck {

	private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

	// The sample's tests run them as a page has them
	private static final String CURLS = "DocumentCommandTests";

	private final ProjectFiles project;

	private final MavenCommands maven;

	ShellCheck(ProjectFiles project) {
		this.project = project;
		this.maven = new MavenCommands(project);
	}

	@Override
	public void check(DocumentBlock block) {
		List<String> commands = commands(block.code());
		assertThat(commands).isNotEmpty();
		commands.forEach(this::checkCommand);
	}

	// After a prompt, or, where there is none, all lines
	private static List<String> commands(String code) {
		List<String> lines = code.lines().filter((line) -> !line.isBlank()).toList();
		if (!code.startsWith("$ ")) {
			return lines;
		}
		return lines.stream().filter((line) -> line.startsWith("$ ")).map((line) -> line.substring(2)).toList();
	}

	private void checkCommand(String command) {
		List<String> words = words(command);
		List<String> arguments = words.subList(1, words.size());
		switch (words.get(0)) {
			case "./mvnw" -> this.maven.check(arguments);
			case "curl" -> assertThat(this.project.hasType(CURLS)).isTrue();
			case "pkill" -> checkKill(arguments);
			default -> throw new AssertionError("Nothing checks this command: " + command);
		}
	}

	/**
	 * Return the words of a command, without quotes and comments.
	 * @param command the command
	 * @return its words
	 */
	static List<String> words(String command) {
		return WORD.matcher(command.replaceAll("(^|\\s)#.*", ""))
			.results()
			.map((word) -> word.group().replaceAll("^['\"]|['\"]$", ""))
			.toList();
	}

	// A node of the demo, by what is in its command line
	private void checkKill(List<String> words) {
		assertThat(words).hasSize(3).startsWith("-9", "-f").last().asString().matches("server\\.port=808[012]");
		assertThat(this.project.text("ClusterDemo")).contains("NODES = 3", "port = 8080", "\"--server.port=\" + port");
	}

}
