package io.github.ssehub.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.RoomLog.Node;

/**
 * The logs of all rooms and what they may keep. All access is guarded by the lock of the
 * {@link EventLog}.
 */
final class RoomLogs {

	private final LogSettings settings;

	private final long maxAgeNanos;

	// Mutable state
	private final Map<String, RoomLog> rooms = new HashMap<>();

	private final LogOrder order = new LogOrder();

	private long unpassedBytes;

	// Through which sequence rooms that are gone have lost entries
	private long vanishedThrough;

	private long skipped;

	RoomLogs(LogSettings settings) {
		this.settings = settings;
		this.maxAgeNanos = settings.replayAge().toNanos();
	}

	Map<String, RoomLog> rooms() {
		return this.rooms;
	}

	long bytes() {
		return this.order.bytes();
	}

	long skipped() {
		return this.skipped;
	}

	RoomLog room(String name, long head) {
		return this.rooms.computeIfAbsent(name, (key) -> new RoomLog(key, head, this.vanishedThrough));
	}

	void append(RoomLog room, LogEntry entry) {
		Node node = new Node(room, entry);
		room.add(node);
		this.order.add(node);
		this.unpassedBytes += node.size;
		if (room.taps().isEmpty()) {
			settle(room, entry.sequence());
		}
		for (RoomTap tap : room.taps()) {
			tap.grown();
		}
	}

	boolean hasSpace(Collection<String> names, int size) {
		for (String name : names) {
			RoomLog room = this.rooms.get(name);
			if (room != null && isFull(room, size)) {
				return false;
			}
		}
		return true;
	}

	// Drops entries that were not offered to all members
	void makeSpace(Collection<String> names, int size) {
		for (String name : names) {
			RoomLog room = this.rooms.get(name);
			while (room != null && isFull(room, size)) {
				Node oldest = room.oldest();
				if (oldest != null && !room.isPassed(oldest)) {
					this.skipped++;
				}
				evictOldest(room);
			}
		}
	}

	private boolean isFull(RoomLog room, int size) {
		return room.unpassedBytes() > 0 && (room.unpassedBytes() + size > this.settings.window()
				|| this.unpassedBytes + size > Math.max(this.settings.window(), this.settings.replayTotal()));
	}

	// Takes over how far the taps of a room have come
	void settle(RoomLog room, long head) {
		long before = room.unpassedBytes();
		room.updatePassed(head);
		this.unpassedBytes -= before - room.unpassedBytes();
		Node oldest = room.oldest();
		while (oldest != null && isOverLimit(room) && room.isPassed(oldest) && !room.isHeld(oldest)) {
			evictOldest(room);
			oldest = room.oldest();
		}
		removeIfIdle(room);
	}

	private boolean isOverLimit(RoomLog room) {
		return room.size() > this.settings.replayEvents() || room.bytes() > this.settings.replaySize()
				|| room.isDeleted();
	}

	// The limits over all rooms: in the order of the sequence, which is that of time too
	void trim(long now) {
		Node oldest = this.order.oldest();
		while (oldest != null && oldest.room.isPassed(oldest) && (isOverTotal() || isTooOld(oldest, now))) {
			evictOldest(oldest.room);
			removeIfIdle(oldest.room);
			oldest = this.order.oldest();
		}
	}

	private boolean isOverTotal() {
		return this.order.bytes() > this.settings.replayTotal();
	}

	private boolean isTooOld(Node node, long now) {
		return now - node.entry.time() > this.maxAgeNanos && !node.room.isHeld(node);
	}

	// What members have yet to read goes once they have
	void delete(RoomLog room, long head) {
		room.deleteThrough(head);
		settle(room, head);
	}

	private void evictOldest(RoomLog room) {
		long before = room.unpassedBytes();
		this.order.remove(room.removeOldest());
		this.unpassedBytes -= before - room.unpassedBytes();
	}

	private void removeIfIdle(RoomLog room) {
		if (room.size() == 0 && room.taps().isEmpty() && this.rooms.remove(room.name(), room)) {
			this.vanishedThrough = Math.max(this.vanishedThrough, room.evictedThrough());
		}
	}

	@Nullable RoomLog find(String name) {
		return this.rooms.get(name);
	}

}
