package io.github.ssehub.support;

import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what libraries bring, unless a test wants it: most applications have no need
 * of it, and start faster without.
 */
public final class LibraryImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * A property that brings in Boot's actuator.
	 */
	public static final String ACTUATOR = "test.actuator=true";

	/**
	 * A property that brings in springdoc, and the validation that comes with it.
	 */
	public static final String OPENAPI = "test.openapi=true";

	private static final Map<String, List<String>> PACKAGES = Map.of(ACTUATOR,
			List.of("org.springframework.boot.actuate.", "org.springframework.boot.health.",
					"org.springframework.boot.micrometer."),
			OPENAPI, List.of("org.springdoc.", "org.springframework.boot.validation."));

	private List<String> unwanted = List.of();

	@Override
	public void setEnvironment(Environment environment) {
		this.unwanted = PACKAGES.entrySet()
			.stream()
			.filter((entry) -> !environment.getProperty(name(entry.getKey()), Boolean.class, false))
			.flatMap((entry) -> entry.getValue().stream())
			.toList();
	}

	private static String name(String property) {
		return property.substring(0, property.indexOf('='));
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = name == null || this.unwanted.stream().noneMatch(name::startsWith);
		}
		return matches;
	}

}
