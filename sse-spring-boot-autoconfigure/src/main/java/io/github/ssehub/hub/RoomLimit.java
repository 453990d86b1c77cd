package io.github.ssehub.hub;

import java.util.HashSet;
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

	void check(Set<String> joined, Set<String> more) {
		Set<String> all = new HashSet<>(joined);
		all.addAll(more);
		if (all.size() > this.max) {
			throw new SseRoomLimitException(all.size(), this.max);
		}
	}

}
