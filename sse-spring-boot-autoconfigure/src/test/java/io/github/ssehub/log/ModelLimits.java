package io.github.ssehub.log;

import io.github.ssehub.SseHub;
import io.github.ssehub.log.ModelRoom.Entry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a room of a {@link LogModel} may keep, and what it must.
 */
final class ModelLimits {

	private final LogSettings settings;

	ModelLimits(LogSettings settings) {
		this.settings = settings;
	}

	boolean isFull(ModelRoom room, long unpassedOfAll, int size) {
		long window = this.settings.window();
		return room.unpassedBytes() > 0 && (room.unpassedBytes() + size > window
				|| unpassedOfAll + size > Math.max(window, this.settings.replayTotal()));
	}

	// Whether the oldest entry may go without regard to other rooms
	boolean mayEvict(ModelRoom room, Change change, long now) {
		Entry oldest = room.kept.get(0);
		if (change == Change.LOST || change == Change.MADE_SPACE) {
			return true;
		}
		assertThat(room.isPassed(oldest)).as("%s in %s was passed", oldest, room.name).isTrue();
		return (isOverLimit(room) && !room.isHeld(oldest)) || (change == Change.TRIMMED && isTooOld(room, oldest, now));
	}

	private boolean isOverLimit(ModelRoom room) {
		RoomRetention retention = this.settings.retention().apply(room.name);
		return !room.kept.isEmpty() && (room.kept.size() > retention.events() || room.bytes() > retention.size()
				|| room.kept.get(0).sequence() <= room.deletedThrough);
	}

	private boolean isTooOld(ModelRoom room, Entry entry, long now) {
		return now - entry.time() > this.settings.retention().apply(room.name).age().toNanos();
	}

	void check(ModelRoom room, Change change, long now) {
		assertThat(room.kept.isEmpty() && room.taps.isEmpty() && !SseHub.ALL.equals(room.name)).as("idle").isFalse();
		if (isOverLimit(room) && room.unpassedBytes() == 0) {
			assertThat(room.isHeld(room.kept.get(0))).as("%s is held", room.kept.get(0)).isTrue();
		}
		if (change == Change.TRIMMED) {
			assertThat(room.kept).noneMatch((entry) -> room.isPassed(entry) && isTooOld(room, entry, now));
		}
	}

	/**
	 * What may have made entries go.
	 */
	enum Change {

		/**
		 * The limits of rooms.
		 */
		SETTLED,

		/**
		 * The limits of rooms, their age, and the limit over all rooms.
		 */
		TRIMMED,

		/**
		 * A publisher that did not wait.
		 */
		MADE_SPACE,

		/**
		 * A loss of the journal.
		 */
		LOST

	}

}
