package io.github.ssehub.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What a benchmark has to say: shown at once, and kept in files.
 */
final class Report {

	private final Path directory;

	private final String name;

	private final StringBuilder text = new StringBuilder();

	Report(Path directory, String name, String command) throws IOException {
		this.directory = Files.createDirectories(directory);
		this.name = name;
		Runtime runtime = Runtime.getRuntime();
		add("%s%n%nJDK %s, %s %s, %d cores, %s. Benchmark: `%s`.%n".formatted("## " + name, Runtime.version().feature(),
				System.getProperty("os.name"), System.getProperty("os.arch"), runtime.availableProcessors(),
				LocalDate.now(), command));
	}

	// Shown only
	void progress(String line) {
		System.out.println(line);
	}

	void add(String paragraph) {
		System.out.println(paragraph);
		this.text.append(paragraph).append('\n');
		write(this.name + ".md", this.text.toString());
	}

	void plot(String name, Object svg) {
		write(name + ".svg", svg.toString());
	}

	private void write(String file, String content) {
		try {
			Files.writeString(this.directory.resolve(file), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
