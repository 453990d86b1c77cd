package io.github.ssehub.support;

import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what Boot's actuator brings, unless a test wants it: most applications have
 * no need of it, and start faster without.
 */
public final class ActuatorImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * A property that brings it in.
	 */
	public static final String ENABLED = "test.actuator=true";

	private static final List<String> PACKAGES = List.of("org.springframework.boot.actuate.",
			"org.springframework.boot.health.", "org.springframework.boot.micrometer.");

	private boolean enabled;

	@Override
	public void setEnvironment(Environment environment) {
		this.enabled = environment.getProperty("test.actuator", Boolean.class, false);
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
