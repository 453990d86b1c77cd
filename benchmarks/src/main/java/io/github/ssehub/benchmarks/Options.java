package io.github.ssehub.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

import io.github.ssehub.benchmarks.server.Installation;
import io.github.ssehub.benchmarks.server.Peer;

/**
 * The options of a benchmark, such as {@code --rounds=3}.
 */
record Options(PropertySource<?> source) {

	int number(String name, int defaultValue) {
		Object value = this.source.getProperty(name);
		return (value != null) ? Integer.parseInt(value.toString()) : defaultValue;
	}

	Duration seconds(String name, int defaultValue) {
		return Duration.ofSeconds(number(name, defaultValue));
	}

	List<String> list(String name, List<String> defaultValue) {
		Object value = this.source.getProperty(name);
		return (value != null) ? List.of(value.toString().split(",")) : defaultValue;
	}

	@Nullable Path path(String name) {
		Object value = this.source.getProperty(name);
		return (value != null) ? Path.of(value.toString()).toAbsolutePath() : null;
	}

	// All that are installed, unless some are named
	List<Peer> peers(Installation installation) {
		List<String> only = list("only", List.of());
		return Peer.installed(installation)
			.stream()
			.filter((peer) -> only.isEmpty() || only.contains(peer.name()))
			.toList();
	}

}
