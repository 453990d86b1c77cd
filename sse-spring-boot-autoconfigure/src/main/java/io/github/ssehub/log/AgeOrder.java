package io.github.ssehub.log;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The entries of all rooms that keep an entry equally long, oldest first. Guarded by the
 * lock of the {@link EventLog}.
 */
final class AgeOrder {

	private final long maxAgeNanos;

	private @Nullable RoomEntry oldest;

	private @Nullable RoomEntry newest;

	AgeOrder(Duration maxAge) {
		this.maxAgeNanos = maxAge.toNanos();
	}

	@Nullable RoomEntry oldest() {
		return this.oldest;
	}

	boolean isTooOld(RoomEntry entry, long now) {
		return now - entry.entry().time() > this.maxAgeNanos;
	}

	void add(RoomEntry entry) {
		entry.older = this.newest;
		if (this.newest != null) {
			this.newest.newer = entry;
		}
		else {
			this.oldest = entry;
		}
		this.newest = entry;
	}

	void remove(RoomEntry entry) {
		if (entry.older != null) {
			entry.older.newer = entry.newer;
		}
		else {
			this.oldest = entry.newer;
		}
		if (entry.newer != null) {
			entry.newer.older = entry.older;
		}
		else {
			this.newest = entry.older;
		}
		entry.older = null;
		entry.newer = null;
	}

}
