package io.github.ssehub.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pictures in {@code docs} are of the page as it is.
 */
class PictureTests {

	static List<Picture> pictures() {
		return Picture.ALL;
	}

	@ParameterizedTest
	@MethodSource("pictures")
	void shouldBeOfThePageAsItIs(Picture picture) throws IOException {
		assertThat(picture.isOfPage())
			.as("%s is of the page as it is. Take it again, look at it, and commit it: %s", picture.file(),
					Picture.COMMAND)
			.isTrue();
	}

	@Test
	void shouldKnowTheFilesOfThePage() throws IOException {
		assertThat(Picture.files()).contains("index.html", "app.css", "app.js", "chart.js", "favicon.svg")
			.doesNotContain("login.js");
	}

	@Test
	void shouldBeTakenAsContributorsAreTold() throws IOException {
		assertThat(Files.readString(Path.of("../CONTRIBUTING.md"))).contains("`" + Picture.COMMAND + "`");
	}

}
