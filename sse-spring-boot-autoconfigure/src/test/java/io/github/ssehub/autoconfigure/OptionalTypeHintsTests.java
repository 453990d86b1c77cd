package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.ImportRuntimeHints;

import static org.assertj.core.api.Assertions.assertThat;

class OptionalTypeHintsTests {

	private static final Pattern PRESENT = Pattern.compile("isPresent\\(\\s*\"([^\"]+)\"");

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void shouldKnowAllThatIsLookedForByName() throws IOException {
		List<String> names;
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			names = files.filter(Files::isRegularFile).flatMap(OptionalTypeHintsTests::names).distinct().toList();
		}
		assertThat(names).contains("org.slf4j.MDC", "org.apache.coyote.CloseNowException");
		new OptionalTypeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(names).allSatisfy(
				(name) -> assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(name))).as(name)
					.accepts(this.hints));
	}

	private static Stream<String> names(Path file) {
		try {
			return PRESENT.matcher(Files.readString(file)).results().map((result) -> result.group(1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void shouldLeaveOutWhatIsNotThere() {
		new OptionalTypeHints().registerHints(this.hints, new FilteredClassLoader("org.eclipse.jetty"));
		assertThat(this.hints.reflection().typeHints()).isNotEmpty()
			.noneMatch((hint) -> hint.getType().getName().startsWith("org.eclipse.jetty"));
	}

	@Test
	void shouldBeImported() {
		assertThat(SseAutoConfiguration.class.getAnnotation(ImportRuntimeHints.class).value())
			.containsExactly(OptionalTypeHints.class);
	}

}
