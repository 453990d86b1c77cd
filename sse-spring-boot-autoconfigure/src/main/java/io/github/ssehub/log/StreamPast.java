package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.wire.EventIds;

/**
 * What a stream that comes back has missed and its rooms no longer have, from the records
 * of a journal. Filled by one thread, and then read by another.
 */
public final class StreamPast {

	private final EventIds ids;

	private final long after;

	private final Map<String, PastRoom> rooms = new HashMap<>();

	// Mutable state
	private long through;

	private long bytes;

	/**
	 * Create a new {@link StreamPast} instance.
	 * @param ids the ids of the log
	 * @param start where the stream starts
	 */
	public StreamPast(EventIds ids, StreamStart start) {
		this.ids = ids;
		this.after = start.position();
		this.through = start.position();
		start.rooms()
			.stream()
			.filter((member) -> member.since() <= this.after)
			.forEach((member) -> this.rooms.put(member.tap().roomName(), new PastRoom(member.tap())));
	}

	/**
	 * Add the next record.
	 * @param record the record, which is nobody else's
	 * @return {@code false} if what was in a room before is not to be replayed any more
	 */
	public boolean add(SequencedRecord record) {
		if (record.record() instanceof LogRecord.Broadcast broadcast) {
			add(record, broadcast);
		}
		else if (record.record() instanceof LogRecord.CloseRoom close) {
			PastRoom room = this.rooms.get(close.room());
			return room == null || room.entries.isEmpty();
		}
		return true;
	}

	private void add(SequencedRecord record, LogRecord.Broadcast broadcast) {
		LogEntry entry = null;
		for (String name : broadcast.rooms()) {
			PastRoom room = this.rooms.get(name);
			if (room != null) {
				if (entry == null) {
					broadcast.event().seal(this.ids, record.sequence());
					entry = new LogEntry(record.sequence(), record.time(), broadcast.event());
				}
				this.bytes += room.add(entry);
			}
		}
	}

	/**
	 * Take note that everything up to a sequence was added.
	 * @param sequence the sequence
	 */
	public void moveTo(long sequence) {
		this.through = sequence;
	}

	/**
	 * Return the sequence after which it begins.
	 * @return the sequence
	 */
	public long after() {
		return this.after;
	}

	/**
	 * Return the sequence up to which everything was added.
	 * @return the sequence
	 */
	public long through() {
		return this.through;
	}

	/**
	 * Return about how much it takes in memory.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Return through which sequence rooms have lost entries by now.
	 * @param log the log of the rooms
	 * @param filtered whether the stream may refuse entries
	 * @return the greatest of the sequences
	 */
	public long lostThrough(EventLog log, boolean filtered) {
		return this.rooms.values().stream().mapToLong((room) -> log.lostThrough(room.tap, filtered)).max().orElse(0);
	}

	/**
	 * Return the entries of a room.
	 * @param tap the tap of the room
	 * @return the entries, oldest first
	 */
	public List<RoomEntry> entries(RoomTap tap) {
		PastRoom room = this.rooms.get(tap.roomName());
		return (room != null) ? room.entries : List.of();
	}

	/**
	 * What was added of one room.
	 */
	private static final class PastRoom {

		private final RoomTap tap;

		private final List<RoomEntry> entries = new ArrayList<>();

		private final Map<String, RoomEntry> newestByKey = new HashMap<>();

		PastRoom(RoomTap tap) {
			this.tap = tap;
		}

		// Return its size
		int add(LogEntry entry) {
			RoomEntry result = new RoomEntry(this.tap.room(), entry);
			this.entries.add(result);
			@Nullable String key = entry.event().key();
			RoomEntry before = (key != null) ? this.newestByKey.put(key, result) : null;
			if (before != null) {
				before.setSuccessor(result);
			}
			return result.size;
		}

	}

}
