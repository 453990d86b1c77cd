package io.github.ssehub.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.fail;

/**
 * Finds a {@code redis-server} that runs on this machine: that of {@code SSE_TEST_REDIS},
 * one of those on the class path, or the installed one.
 */
final class RedisBinary {

	private static final String NONE = "No redis-server runs on this machine: set SSE_TEST_REDIS to the path of one";

	private static final Path FOUND = find();

	private RedisBinary() {
	}

	static String path() {
		if (FOUND == null) {
			if (Boolean.parseBoolean(System.getenv("CI"))) {
				fail(NONE);
			}
			System.err.println("WARNING: tests with Redis are skipped. " + NONE);
			Assumptions.abort(NONE);
		}
		return FOUND.toString();
	}

	private static Path find() {
		String configured = System.getenv("SSE_TEST_REDIS");
		if (configured != null) {
			return Path.of(configured);
		}
		for (String resource : resources()) {
			Path path = extract(resource);
			if (path != null && runs(path)) {
				return path;
			}
		}
		Path installed = Path.of("redis-server");
		return runs(installed) ? installed : null;
	}

	// A static build for 32 bits runs where the other one lacks a library
	private static List<String> resources() {
		String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		boolean arm = System.getProperty("os.arch").equals("aarch64");
		List<String> resources = new ArrayList<>();
		if (os.startsWith("linux")) {
			resources.addAll(arm ? List.of("redis-server-6.2.7-linux-arm64")
					: List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386"));
		}
		else if (os.startsWith("mac")) {
			resources.add("redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64"));
		}
		return resources;
	}

	private static Path extract(String resource) {
		try (InputStream in = RedisBinary.class.getResourceAsStream("/" + resource)) {
			if (in == null) {
				return null;
			}
			Path path = Files.createTempFile(resource, "");
			path.toFile().deleteOnExit();
			Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
			return path.toFile().setExecutable(true) ? path : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static boolean runs(Path path) {
		try {
			Process process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
