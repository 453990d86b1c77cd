package io.github.ssehub.log;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds entries of one room by the id that the application gave them, and links those
 * with the same key. Costs nothing where neither is used. Guarded by the lock of the
 * {@link EventLog}.
 */
final class RoomIndex {

	private @Nullable Map<String, SameId> entriesById;

	private @Nullable Map<String, RoomEntry> newestByKey;

	void add(RoomEntry entry) {
		String id = entry.entry().event().ownId();
		if (id != null) {
			addId(id, entry);
		}
		String key = entry.entry().event().key();
		if (key != null) {
			addKey(key, entry);
		}
	}

	private void addId(String id, RoomEntry entry) {
		if (this.entriesById == null) {
			this.entriesById = new HashMap<>();
		}
		SameId same = this.entriesById.get(id);
		if (same == null) {
			this.entriesById.put(id, new SameId(entry));
		}
		else {
			same.latest.sameId = entry;
			same.latest = entry;
		}
	}

	private void addKey(String key, RoomEntry entry) {
		if (this.newestByKey == null) {
			this.newestByKey = new HashMap<>();
		}
		RoomEntry before = this.newestByKey.put(key, entry);
		if (before != null) {
			before.setSuccessor(entry);
		}
	}

	void remove(RoomEntry entry) {
		String id = entry.entry().event().ownId();
		if (id != null && this.entriesById != null) {
			removeEarliest(id, this.entriesById);
		}
		String key = entry.entry().event().key();
		if (key != null && this.newestByKey != null) {
			this.newestByKey.remove(key, entry);
		}
	}

	// Entries go in their order
	private static void removeEarliest(String id, Map<String, SameId> entriesById) {
		SameId same = entriesById.get(id);
		if (same != null && same.earliest.sameId != null) {
			same.earliest = same.earliest.sameId;
		}
		else {
			entriesById.remove(id);
		}
	}

	// Later events do not stand in for earlier ones any more
	void forgetKeys() {
		this.newestByKey = null;
	}

	@Nullable RoomEntry findById(String id) {
		SameId same = (this.entriesById != null) ? this.entriesById.get(id) : null;
		return (same != null) ? same.earliest : null;
	}

	/**
	 * The entries with one id, linked from the earliest to the latest.
	 */
	private static final class SameId {

		private RoomEntry earliest;

		private RoomEntry latest;

		SameId(RoomEntry entry) {
			this.earliest = entry;
			this.latest = entry;
		}

	}

}
