package io.github.ssehub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What rooms of a name pattern keep for replay, where it is not the default. Declared as
 * beans; the first that matches a room in their order counts. In a cluster, too, clients
 * that come back get no more than that. Immutable: each method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class SseRetention {

	private static final Duration MAX_AGE = Duration.ofDays(365);

	private final String pattern;

	private final @Nullable Integer events;

	private final @Nullable Duration age;

	private final @Nullable Long size;

	private final boolean resumable;

	private SseRetention(String pattern, @Nullable Integer events, @Nullable Duration age, @Nullable Long size,
			boolean resumable) {
		this.pattern = pattern;
		this.events = events;
		this.age = age;
		this.size = size;
		this.resumable = resumable;
	}

	/**
	 * Start from the defaults for rooms of a pattern.
	 * @param pattern a room name in which {@code *} stands for any characters
	 * @return the retention
	 */
	public static SseRetention of(String pattern) {
		Assert.hasLength(pattern, "'pattern' must not be empty");
		return new SseRetention(pattern, null, null, null, true);
	}

	/**
	 * Set the number of events that a room keeps.
	 * @param events the number of events; zero for none, so that only clients that are
	 * connected get them
	 * @return a changed copy
	 */
	public SseRetention events(int events) {
		Assert.isTrue(events >= 0, "'events' must not be negative");
		return new SseRetention(this.pattern, events, this.age, this.size, this.resumable);
	}

	/**
	 * Set the time for which a room keeps an event.
	 * @param age the time, 365 days at the most
	 * @return a changed copy
	 */
	public SseRetention age(Duration age) {
		Assert.isTrue(!age.isNegative() && !age.isZero(), "'age' must be positive");
		Assert.isTrue(age.compareTo(MAX_AGE) <= 0, "'age' must not be longer than 365 days");
		return new SseRetention(this.pattern, this.events, age, this.size, this.resumable);
	}

	/**
	 * Set the size of the events that a room keeps.
	 * @param bytes the size, in bytes
	 * @return a changed copy
	 */
	public SseRetention size(long bytes) {
		Assert.isTrue(bytes >= 0, "'bytes' must not be negative");
		return new SseRetention(this.pattern, this.events, this.age, bytes, this.resumable);
	}

	/**
	 * Replay nothing of the rooms, neither to clients that come back nor to new ones:
	 * they must not read what was said before they came.
	 * @return a changed copy
	 */
	public SseRetention noReplay() {
		return new SseRetention(this.pattern, this.events, this.age, this.size, false);
	}

	/**
	 * Return the pattern.
	 * @return the pattern
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Return the number of events.
	 * @return the number of events, or {@code null} for the default
	 */
	public @Nullable Integer events() {
		return this.events;
	}

	/**
	 * Return the age.
	 * @return the age, or {@code null} for the default
	 */
	public @Nullable Duration age() {
		return this.age;
	}

	/**
	 * Return the size.
	 * @return the size in bytes, or {@code null} for the default
	 */
	public @Nullable Long size() {
		return this.size;
	}

	/**
	 * Return whether the rooms replay.
	 * @return whether the rooms replay
	 */
	public boolean resumable() {
		return this.resumable;
	}

}
