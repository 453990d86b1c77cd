package io.github.ssehub.docs;

import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A picture made of characters: what it names is named so in the code.
 */
final class TextCheck implements BlockCheck {

	private static final Pattern NAME = Pattern.compile("\\b[A-Za-z]+[a-z][A-Z]\\w*");

	private static final Pattern CALL = Pattern.compile("\\bhub\\.(\\w+)\\(");

	private final ProjectFiles project;

	TextCheck(ProjectFiles project) {
		this.project = project;
	}

	@Override
	public void check(DocumentBlock block) {
		NAME.matcher(block.code()).results().forEach((name) -> checkName(name.group()));
		CALL.matcher(block.code()).results().forEach((call) -> checkName(" " + call.group(1) + "("));
	}

	private void checkName(String name) {
		assertThat(this.project.hasText(name)).as("%s is in the code", name).isTrue();
	}

}
