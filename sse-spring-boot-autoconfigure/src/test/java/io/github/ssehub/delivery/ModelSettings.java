package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;

/**
 * What the log of a model keeps, and what may happen.
 *
 * @param retention what each room keeps
 * @param total how many bytes all rooms keep
 * @param window how many bytes may wait for the loops
 * @param observed whether somebody is in all rooms, so that none of them vanishes
 * @param losses whether more is lost than what retention says: rooms are closed, the
 * journal loses everything, clients come with ids that are not known
 */
record ModelSettings(Map<String, RoomRetention> retention, long total, long window, boolean observed, boolean losses) {

	static final long UNLIMITED = 1L << 40;

	static final RoomRetention KEEP_ALL = new RoomRetention(100_000, Duration.ofDays(1), UNLIMITED, true);

	static final RoomRetention KEEP_FEW = new RoomRetention(3, Duration.ofSeconds(5), 40_000, true);

	static final RoomRetention KEEP_SMALL = new RoomRetention(10, Duration.ofSeconds(2), 2000, true);

	static final RoomRetention KEEP_NONE = new RoomRetention(0, Duration.ofSeconds(5), 0, true);

	static final RoomRetention NO_RESUME = new RoomRetention(5, Duration.ofSeconds(5), 40_000, false);

	LogSettings logSettings() {
		return new LogSettings(this.retention::get, this.total, this.window, Duration.ZERO);
	}

	boolean isResumable(String room) {
		return this.retention.get(room).resumable();
	}

	// Whether a burst drops what was offered to nobody
	boolean dropsUnpassed() {
		return this.window < UNLIMITED;
	}

	boolean keepsNothing() {
		return this.retention.values().stream().allMatch((room) -> room.events() == 0);
	}

	@Override
	public String toString() {
		Map<String, String> rooms = new TreeMap<>();
		this.retention.forEach((room, kept) -> rooms.put(room, kept.events() + "/" + kept.age().toSeconds() + "s/"
				+ kept.size() + (kept.resumable() ? "" : " not resumable")));
		return rooms + " total " + this.total + " window " + this.window + (this.observed ? " observed" : "");
	}

}
