package io.github.ssehub.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * Processes and a directory of their own, which go with them.
 */
final class Processes implements AutoCloseable {

	private final Path directory;

	private final Map<String, String> environment = new HashMap<>();

	private final Deque<Process> processes = new ArrayDeque<>();

	Processes() throws IOException {
		this.directory = Files.createTempDirectory("sse-sample");
	}

	Path directory() {
		return this.directory;
	}

	// For processes that are started later
	void environment(String name, String value) {
		this.environment.put(name, value);
	}

	// What the process writes to its standard output is to be read, or is little
	Process start(String... command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		this.processes.push(process);
		return process;
	}

	@Override
	public void close() throws IOException {
		this.processes.forEach((process) -> {
			process.destroy();
			try {
				process.waitFor(3, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			process.destroyForcibly();
		});
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
