package io.github.ssehub.web;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Types of Kotlin, which few applications have.
 */
final class KotlinTypes {

	private static final @Nullable Class<?> FLOW = find("kotlinx.coroutines.flow.Flow");

	private static final @Nullable Class<?> UNIT = find("kotlin.Unit");

	private KotlinTypes() {
	}

	private static @Nullable Class<?> find(String name) {
		ClassLoader classLoader = KotlinTypes.class.getClassLoader();
		return ClassUtils.isPresent(name, classLoader) ? ClassUtils.resolveClassName(name, classLoader) : null;
	}

	static boolean isFlow(@Nullable Class<?> type) {
		return FLOW != null && type != null && FLOW.isAssignableFrom(type);
	}

	static boolean isUnit(@Nullable Class<?> type) {
		return UNIT != null && type == UNIT;
	}

}
