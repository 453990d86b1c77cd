package io.github.ssehub.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseHub;

/**
 * The logs of all rooms and what they may keep. All access is guarded by the lock of the
 * {@link EventLog}, but for {@link #hasSpaceInAll} and {@link #hasHeld()}.
 * <p>
 * The limits on age and total size are for entries that were passed: what readers have
 * yet to pass is bounded by the window, and must not keep others from going.
 */
final class RoomLogs {

	// What a room costs besides its entries, about
	private static final int ROOM_OVERHEAD = 400;

	// So that the lock is not kept for long
	private static final int MAX_HELD_CHECKS = 256;

	private final LogSettings settings;

	// Mutable state
	private final Map<String, RoomLog> rooms = new HashMap<>();

	private final Map<Duration, AgeOrder> orders = new HashMap<>();

	// Keep more than they may, since a member that is catching up may have yet to read it
	private final Set<RoomLog> held = new LinkedHashSet<>();

	private volatile boolean anyHeld;

	private long bytes;

	private long entries;

	private volatile long unpassedBytes;

	// Through which sequence rooms that are gone have lost entries
	private long vanishedThrough;

	// Where a room was closed last
	private long closedAt;

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

	LogStatistics statistics() {
		int rooms = this.rooms.size() - (this.rooms.containsKey(SseHub.ALL) ? 1 : 0);
		long limit = this.settings.replayTotal() + unpassedLimit();
		return new LogStatistics(this.bytes, this.entries, rooms, this.skipped, limit);
	}

	long unpassedBytes() {
		return this.unpassedBytes;
	}

	long skipped() {
		return this.skipped;
	}

	RoomLog room(String name, long head) {
		RoomLog room = this.rooms.get(name);
		if (room == null) {
			RoomRetention retention = this.settings.retention().apply(name);
			AgeOrder order = this.orders.computeIfAbsent(retention.age(), AgeOrder::new);
			room = new RoomLog(name, retention, order, head, this.vanishedThrough, this.closedAt);
			this.rooms.put(name, room);
		}
		return room;
	}

	void append(RoomLog room, LogEntry entry) {
		RoomEntry roomEntry = new RoomEntry(room, entry);
		this.bytes += (room.size() == 0) ? roomEntry.size + ROOM_OVERHEAD : roomEntry.size;
		this.unpassedBytes += roomEntry.size;
		this.entries++;
		room.add(roomEntry);
		if (room.taps().isEmpty()) {
			settle(room, entry.sequence());
		}
		room.taps().forEach(RoomTap::announce);
	}

	// Whether no room can be full
	boolean hasSpaceInAll(int size) {
		return this.unpassedBytes + size <= this.settings.window();
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
				|| this.unpassedBytes + size > unpassedLimit());
	}

	private long unpassedLimit() {
		return Math.max(this.settings.window(), this.settings.replayTotal());
	}

	// Takes over how far the readers of a room have come
	void settle(RoomLog room, long head) {
		long before = room.unpassedBytes();
		room.updatePassed(head);
		this.unpassedBytes -= before - room.unpassedBytes();
		RoomEntry surplus = room.surplus();
		while (surplus != null && !room.isHeld(surplus)) {
			evictOldest(room);
			surplus = room.surplus();
		}
		if (surplus != null) {
			this.held.add(room);
			this.anyHeld = true;
		}
		removeIfIdle(room);
	}

	boolean hasHeld() {
		return this.anyHeld;
	}

	// Looks at some of the rooms that keep more than they may. Others come first next
	// time
	void settleHeld(long head) {
		List<RoomLog> some = this.held.stream().limit(MAX_HELD_CHECKS).toList();
		for (RoomLog room : some) {
			this.held.remove(room);
			settle(room, head);
		}
		this.anyHeld = !this.held.isEmpty();
	}

	// The limits over all rooms
	void trim(long now) {
		for (AgeOrder order : this.orders.values()) {
			RoomEntry oldest = order.oldest();
			while (oldest != null && order.isTooOld(oldest, now)) {
				evictOldest(oldest.room);
				removeIfIdle(oldest.room);
				oldest = order.oldest();
			}
		}
		while (this.bytes - this.unpassedBytes > this.settings.replayTotal()) {
			RoomLog room = roomToShrink();
			if (room == null) {
				return;
			}
			evictOldest(room);
			removeIfIdle(room);
		}
	}

	// First one that keeps more than it may
	private @Nullable RoomLog roomToShrink() {
		Iterator<RoomLog> held = this.held.iterator();
		while (held.hasNext()) {
			RoomLog room = held.next();
			if (room.surplus() != null) {
				return room;
			}
			held.remove();
		}
		RoomEntry result = null;
		for (AgeOrder order : this.orders.values()) {
			RoomEntry oldest = order.oldest();
			if (oldest != null && (result == null || oldest.sequence() < result.sequence())) {
				result = oldest;
			}
		}
		return (result != null) ? result.room : null;
	}

	// What members have yet to read goes once they have. Returns the last sequence of it
	long delete(String name, long head) {
		RoomLog room = this.rooms.get(name);
		// One that no application can name is read from here alone
		if (!Character.isISOControl(name.charAt(0))) {
			this.closedAt = head;
		}
		if (room == null) {
			return 0;
		}
		long deletedThrough = room.delete();
		settle(room, head);
		return deletedThrough;
	}

	// Everything up to a sequence is gone, in rooms that nobody has heard of, too
	void lose(long through) {
		for (RoomLog room : List.copyOf(this.rooms.values())) {
			while (room.size() > 0) {
				evictOldest(room);
			}
			room.loseThrough(through);
			room.taps().forEach(RoomTap::announce);
			removeIfIdle(room);
		}
		this.vanishedThrough = through;
	}

	private void evictOldest(RoomLog room) {
		long before = room.unpassedBytes();
		RoomEntry entry = room.removeOldest();
		this.entries--;
		this.bytes -= (room.size() == 0) ? entry.size + ROOM_OVERHEAD : entry.size;
		this.unpassedBytes -= before - room.unpassedBytes();
	}

	// The room of all stays: a lone client that comes back must not be told of what other
	// rooms have lost
	private void removeIfIdle(RoomLog room) {
		if (!SseHub.ALL.equals(room.name()) && room.size() == 0 && room.taps().isEmpty()
				&& this.rooms.remove(room.name(), room)) {
			this.held.remove(room);
			this.vanishedThrough = Math.max(this.vanishedThrough, room.lostThrough());
		}
	}

}
