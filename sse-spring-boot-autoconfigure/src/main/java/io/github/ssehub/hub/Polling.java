package io.github.ssehub.hub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits at shutdown for what nobody is told of.
 */
final class Polling {

	private static final long INTERVAL_MILLIS = 5;

	private Polling() {
	}

	// Return whether the condition came true in time
	static boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
		}
		return true;
	}

}
