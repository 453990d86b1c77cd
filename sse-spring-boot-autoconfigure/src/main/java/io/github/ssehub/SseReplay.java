package io.github.ssehub;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What is replayed to a client: to one that comes back, and to one that does not resume.
 * Immutable.
 *
 * @since 0.1.0
 * @see SseSubscription#replay()
 */
public final class SseReplay {

	static final SseReplay DEFAULT = new SseReplay(null, false, null, true);

	private final @Nullable Integer latest;

	private final boolean keyedOnly;

	private final @Nullable String since;

	private final boolean resumable;

	private SseReplay(@Nullable Integer latest, boolean keyedOnly, @Nullable String since, boolean resumable) {
		this.latest = latest;
		this.keyedOnly = keyedOnly;
		this.since = since;
		this.resumable = resumable;
	}

	SseReplay latest(int count) {
		Assert.isTrue(count >= 0, "'count' must not be negative");
		return new SseReplay(count, false, null, this.resumable);
	}

	SseReplay latestPerKey() {
		return new SseReplay(Integer.MAX_VALUE, true, null, this.resumable);
	}

	SseReplay since(String id) {
		Assert.hasLength(id, "'id' must not be empty");
		return new SseReplay(0, false, id, this.resumable);
	}

	SseReplay notResumable() {
		return new SseReplay(this.latest, this.keyedOnly, this.since, false);
	}

	/**
	 * Return whether the subscription does not say what is replayed to a client that does
	 * not resume. That is nothing, unless an {@link SseEndpoint#replayLatest()} says
	 * otherwise.
	 * @return whether it is yet to be decided
	 */
	public boolean isUndecided() {
		return this.latest == null;
	}

	/**
	 * Return how many of the latest events of each room are replayed.
	 * @return the number of events, {@link Integer#MAX_VALUE} for all
	 */
	public int latest() {
		return (this.latest != null) ? this.latest : 0;
	}

	/**
	 * Return whether only the newest event of each key is replayed, and none without a
	 * key.
	 * @return whether only those that have a key
	 */
	public boolean keyedOnly() {
		return this.keyedOnly;
	}

	/**
	 * Return the id after which events are replayed.
	 * @return the id, or {@code null} if it is the latest that are
	 */
	public @Nullable String since() {
		return this.since;
	}

	/**
	 * Return whether a client that comes back with a last event id gets what it missed.
	 * @return whether it may resume
	 */
	public boolean resumable() {
		return this.resumable;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SseReplay replay && Objects.equals(this.latest, replay.latest)
				&& this.keyedOnly == replay.keyedOnly && Objects.equals(this.since, replay.since)
				&& this.resumable == replay.resumable;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.latest, this.keyedOnly, this.since, this.resumable);
	}

	@Override
	public String toString() {
		return "SseReplay[latest=" + this.latest + ", keyedOnly=" + this.keyedOnly + ", since=" + this.since
				+ ", resumable=" + this.resumable + "]";
	}

}
