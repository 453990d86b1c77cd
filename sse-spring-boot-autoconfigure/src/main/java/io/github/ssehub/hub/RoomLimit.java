package io.github.ssehub.hub;

import java.util.Collection;
import java.util.Set;

import io.github.ssehub.SseRoomLimitException;

/**
 * How many rooms one stream may be in. Each costs memory, and clients often choose them.
 */
final class RoomLimit {

	private final int max;

	RoomLimit(int max) {
		this.max = max;
	}

	void check(Set<String> joined, Collection<String> more) {
		long added = more.stream().filter((room) -> !joined.contains(room)).distinct().count();
		if (joined.size() + added > this.max) {
			throw new SseRoomLimitException(Math.toIntExact(joined.size() + added), this.max);
		}
	}

}
