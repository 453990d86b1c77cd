package io.github.ssehub.benchmarks.driver;

import java.time.Duration;

/**
 * What to publish.
 *
 * @param duration for how long
 * @param size bytes of data of an event
 * @param window how many events may be on their way at once
 * @param rate events per second, zero for as many as the window lets through
 */
public record Load(Duration duration, int size, int window, double rate) {

	/**
	 * As many events as there can be with 64 on their way.
	 * @param duration for how long
	 * @param size bytes of data of an event
	 * @return the load
	 */
	public static Load saturated(Duration duration, int size) {
		return new Load(duration, size, 64, 0);
	}

	/**
	 * A steady rate.
	 * @param duration for how long
	 * @param size bytes of data of an event
	 * @param rate events per second
	 * @return the load
	 */
	public static Load paced(Duration duration, int size, double rate) {
		return new Load(duration, size, Integer.MAX_VALUE, rate);
	}

	// Whether to send an event now, of which others are under way
	boolean isDue(int sent, int done, long elapsedNanos) {
		return sent - done < this.window && (this.rate == 0 || elapsedNanos >= dueNanos(sent));
	}

	long dueNanos(int number) {
		return (long) (number / this.rate * 1e9);
	}

}
