package io.github.ssehub.autoconfigure;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Checks values of properties.
 */
final class PropertyChecks {

	private static final Duration MAX_DURATION = Duration.ofDays(365);

	private PropertyChecks() {
	}

	static void notNegative(String name, Duration value) {
		Assert.isTrue(!value.isNegative(), () -> "'" + name + "' must not be negative");
		Assert.isTrue(value.compareTo(MAX_DURATION) <= 0, () -> "'" + name + "' must not be longer than 365 days");
	}

	static void positive(String name, Duration value) {
		notNegative(name, value);
		Assert.isTrue(!value.isZero(), () -> "'" + name + "' must be positive");
	}

	static void positive(String name, DataSize value) {
		Assert.isTrue(value.toBytes() > 0, () -> "'" + name + "' must be positive");
	}

	static void notNegative(String name, int value) {
		Assert.isTrue(value >= 0, () -> "'" + name + "' must not be negative");
	}

	static void notNegative(String name, DataSize value) {
		Assert.isTrue(!value.isNegative(), () -> "'" + name + "' must not be negative");
	}

}
