package io.github.ssehub.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseHub;

/**
 * The logs of all rooms and what they may keep. All access is guarded by the lock of the
 * {@link EventLog}.
 */
final class RoomLogs {

	private final LogSettings settings;

	// Mutable state
	private final Map<String, RoomLog> rooms = new HashMap<>();

	private final Map<Duration, AgeOrder> orders = new HashMap<>();

	private final Set<RoomLog> overLimit = new LinkedHashSet<>();

	private long bytes;

	private long unpassedBytes;

	// Through which sequence rooms that are gone have lost entries
	private long vanishedThrough;

	private long skipped;

	RoomLogs(LogSettings settings) {
		this.settings = settings;
	}

	Map<String, RoomLog> rooms() {
		return this.rooms;
	}

	long bytes() {
		return this.bytes;
	}

	long unpassedBytes() {
		return this.unpassedBytes;
	}

	long skipped() {
		return this.skipped;
	}

	@Nullable RoomLog find(String name) {
		return this.rooms.get(name);
	}

	RoomLog room(String name, long head) {
		RoomLog room = this.rooms.get(name);
		if (room == null) {
			RoomRetention retention = this.settings.retention().apply(name);
			AgeOrder order = this.orders.computeIfAbsent(retention.age(), AgeOrder::new);
			room = new RoomLog(name, retention, order, head, this.vanishedThrough);
			this.rooms.put(name, room);
		}
		return room;
	}

	void append(RoomLog room, LogEntry entry) {
		RoomEntry roomEntry = new RoomEntry(room, entry);
		room.add(roomEntry);
		room.order().add(roomEntry);
		this.bytes += roomEntry.size;
		this.unpassedBytes += roomEntry.size;
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
				RoomEntry oldest = room.oldest();
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
		RoomEntry oldest = room.oldest();
		while (oldest != null && room.isOverLimit() && room.isPassed(oldest) && !room.isHeld(oldest)) {
			evictOldest(room);
			oldest = room.oldest();
		}
		if (room.isOverLimit()) {
			this.overLimit.add(room);
		}
		removeIfIdle(room);
	}

	// The limits over all rooms
	void trim(long now) {
		for (AgeOrder order : this.orders.values()) {
			RoomEntry oldest = order.oldest();
			while (oldest != null && order.isTooOld(oldest, now) && oldest.room.isPassed(oldest)) {
				evictOldest(oldest.room);
				removeIfIdle(oldest.room);
				oldest = order.oldest();
			}
		}
		RoomEntry oldest = oldestToGo();
		while (oldest != null && oldest.room.isPassed(oldest)) {
			evictOldest(oldest.room);
			removeIfIdle(oldest.room);
			oldest = oldestToGo();
		}
	}

	// First what is kept for members that are catching up, beyond what its room may keep
	private @Nullable RoomEntry oldestToGo() {
		if (this.bytes <= this.settings.replayTotal()) {
			return null;
		}
		for (RoomLog room : this.overLimit) {
			RoomEntry oldest = room.oldest();
			if (oldest != null && room.isPassed(oldest)) {
				return oldest;
			}
		}
		return oldest();
	}

	private @Nullable RoomEntry oldest() {
		RoomEntry result = null;
		for (AgeOrder order : this.orders.values()) {
			RoomEntry oldest = order.oldest();
			if (oldest != null && (result == null || oldest.sequence() < result.sequence())) {
				result = oldest;
			}
		}
		return result;
	}

	// What members have yet to read goes once they have
	void delete(RoomLog room, long head) {
		room.deleteThrough(head);
		settle(room, head);
	}

	private void evictOldest(RoomLog room) {
		long before = room.unpassedBytes();
		RoomEntry entry = room.removeOldest();
		room.order().remove(entry);
		this.bytes -= entry.size;
		this.unpassedBytes -= before - room.unpassedBytes();
		if (!room.isOverLimit()) {
			this.overLimit.remove(room);
		}
	}

	// The room of all stays: a lone client that comes back must not be told of what other
	// rooms have lost
	private void removeIfIdle(RoomLog room) {
		if (!SseHub.ALL.equals(room.name()) && room.size() == 0 && room.taps().isEmpty()
				&& this.rooms.remove(room.name(), room)) {
			this.vanishedThrough = Math.max(this.vanishedThrough, room.lostThrough());
		}
	}

}
