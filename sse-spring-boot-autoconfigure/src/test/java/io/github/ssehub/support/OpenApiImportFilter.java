package io.github.ssehub.support;

import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves springdoc out, and the validation that comes with it, unless a test wants them.
 */
public final class OpenApiImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * A property that brings it in.
	 */
	public static final String ENABLED = "test.openapi=true";

	private static final List<String> PACKAGES = List.of("org.springdoc.", "org.springframework.boot.validation.");

	private boolean enabled;

	@Override
	public void setEnvironment(Environment environment) {
		this.enabled = environment.getProperty("test.openapi", Boolean.class, false);
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = this.enabled || name == null || PACKAGES.stream().noneMatch(name::startsWith);
		}
		return matches;
	}

}
