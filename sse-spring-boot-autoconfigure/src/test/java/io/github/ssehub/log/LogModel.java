package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseHub;
import io.github.ssehub.log.ModelLimits.Change;
import io.github.ssehub.log.ModelRoom.Entry;
import io.github.ssehub.log.ModelRoom.Reader;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log, and beside it what was done to it. Does not know what the log keeps, but whether
 * it may.
 */
final class LogModel {

	private static final int ENTRY_OVERHEAD = 160;

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final LogSettings settings;

	private final ModelLimits limits;

	private final EventLog log;

	private final LogTarget target;

	private final RoomLogs logs;

	private final Map<String, ModelRoom> rooms = new LinkedHashMap<>();

	private final List<Reader> readers = new ArrayList<>();

	private final List<RoomTap> members = new ArrayList<>();

	private final TreeMap<Long, Long> holes = new TreeMap<>();

	// Mutable state
	private long now;

	private long lastNumber;

	private long head;

	private long vanishedThrough;

	private long skipped;

	// Bytes that have gone for another reason than the limit over all rooms
	private long explained;

	LogModel(LogSettings settings, int readers) {
		this.settings = settings;
		this.limits = new ModelLimits(settings);
		this.log = new EventLog(this.ids, settings, () -> this.now);
		this.target = this.log.target();
		LogState state = (LogState) ReflectionTestUtils.getField(this.log, "state");
		assertThat(state).isNotNull();
		this.logs = state.rooms;
		for (int i = 0; i < readers; i++) {
			this.readers.add(new Reader(this.log));
		}
	}

	private ModelRoom room(String name) {
		return this.rooms.computeIfAbsent(name, (key) -> new ModelRoom(key, this.vanishedThrough));
	}

	void append(Collection<String> names, @Nullable String key, int size, int leap) {
		SseEvent.Builder event = SseEvent.builder().data("x".repeat(size));
		if (key != null) {
			event.key(key);
		}
		LogRecord.Broadcast record = new LogRecord.Broadcast(names, this.encoder.encode(event.build()));
		int length = record.event().bytes().length;
		makeSpace(record, length);
		this.lastNumber += 1 + leap;
		this.head = Leap.to(this.lastNumber);
		names.forEach((name) -> room(name).add(this.head, this.now, key, length + ENTRY_OVERHEAD));
		this.target.take(List.of(new SequencedRecord(this.head, this.now, record)));
		compare(Change.TRIMMED);
	}

	// As a journal does whose publishers do not wait
	private void makeSpace(LogRecord.Broadcast record, int length) {
		boolean space = record.rooms()
			.stream()
			.map(this.rooms::get)
			.noneMatch((room) -> room != null && this.limits.isFull(room, unpassedBytes(), length));
		assertThat(this.target.window().hasSpace(record)).isEqualTo(space);
		if (!space) {
			this.target.window().makeSpace(record);
			assertThat(this.target.window().hasSpace(record)).isTrue();
			compare(Change.MADE_SPACE);
		}
		assertThat(this.log.skipped()).isEqualTo(this.skipped);
	}

	private long unpassedBytes() {
		return this.rooms.values().stream().mapToLong(ModelRoom::unpassedBytes).sum();
	}

	void join(int index, Collection<String> names, @Nullable Long position, boolean filtered) {
		expire();
		Reader reader = this.readers.get(index);
		String id = (position != null) ? this.ids.format(position) : null;
		StartRequest request = new StartRequest(id, true, null, 0, false, filtered);
		List<ModelRoom> joined = names.stream().map(this::room).toList();
		StreamStart start = this.log.join(names, reader.mark, request, (callback) -> {
		});
		reader.joins++;
		if (start.position() < this.head) {
			reader.heldFrom = Math.min(reader.heldFrom, start.position());
			reader.laggards.add(start.position());
		}
		for (int i = 0; i < joined.size(); i++) {
			RoomTap tap = start.rooms().get(i).tap();
			joined.get(i).taps.computeIfAbsent(tap, (key) -> new ModelRoom.Tap(reader, this.head)).members++;
			this.members.add(tap);
		}
		check(start, joined, position, filtered);
		compare(Change.TRIMMED);
	}

	private void check(StreamStart start, List<ModelRoom> joined, @Nullable Long position, boolean filtered) {
		assertThat(start.head()).isEqualTo(this.head);
		if (position == null || position > this.head) {
			assertThat(start.gap()).isEqualTo((position != null) ? SseGap.Reason.UNKNOWN : null);
			assertThat(start.position()).isEqualTo(this.head);
			return;
		}
		Map.Entry<Long, Long> hole = hole(position);
		long cursor = (hole != null) ? hole.getKey() : position;
		long gone = joined.stream().mapToLong((room) -> room.goneThrough(filtered)).max().orElseThrow();
		boolean missed = hole != null || gone > cursor;
		assertThat(start.gap()).isEqualTo(missed ? SseGap.Reason.EXPIRED : null);
		assertThat(start.settledAt()).isEqualTo(Math.max(cursor, gone));
		assertThat(start.position()).isBetween(cursor, start.settledAt());
		assertThat(hole(start.position())).isNull();
		for (int i = 0; i < joined.size(); i++) {
			ModelRoom room = joined.get(i);
			long since = start.rooms().get(i).since();
			assertThat(since).isEqualTo(Math.max(cursor, room.goneThrough(filtered)));
			assertThat(room.sequences()).filteredOn((sequence) -> sequence > since)
				.allMatch((sequence) -> sequence > start.position());
		}
	}

	private Map.@Nullable Entry<Long, Long> hole(long sequence) {
		Map.Entry<Long, Long> hole = this.holes.lowerEntry(sequence);
		return (hole != null && sequence < hole.getValue()) ? hole : null;
	}

	void leave(int index) {
		if (!this.members.isEmpty()) {
			RoomTap tap = this.members.remove(index % this.members.size());
			Map<RoomTap, ModelRoom.Tap> taps = room(tap.roomName()).taps;
			taps.computeIfPresent(tap, (key, value) -> (--value.members == 0) ? null : value);
			this.log.leave(tap);
			compare(Change.SETTLED);
		}
	}

	// As an event loop does in one pass. It may have more members than it has heard of
	void pass(int index, int percent, int caughtUp, boolean heardOfAll) {
		Reader reader = this.readers.get(index);
		long through = reader.passedThrough + (this.head - reader.passedThrough) * percent / 100;
		List<RoomTap> grown = List.copyOf(reader.reader.announced);
		reader.reader.announced.clear();
		for (RoomTap tap : grown) {
			ModelRoom room = this.rooms.get(tap.roomName());
			if (room != null && room.taps.containsKey(tap)) {
				boolean complete = this.log.take(tap, reader.passedThrough, through, new ArrayList<>());
				assertThat(complete).isEqualTo(room.lostThrough(true) <= reader.passedThrough);
			}
		}
		reader.laggards.subList(0, Math.min(caughtUp, reader.laggards.size())).clear();
		long least = reader.laggards.stream().mapToLong(Long::longValue).min().orElse(ReaderMark.NONE);
		reader.passedThrough = through;
		reader.heldFrom = heardOfAll ? least : Math.min(least, reader.heldFrom);
		this.log.passed(reader.mark, through, grown, least, heardOfAll ? reader.joins : reader.joins - 1);
		compare(Change.TRIMMED);
	}

	void delete(String name) {
		ModelRoom room = this.rooms.get(name);
		assertThat(this.log.delete(name)).isEqualTo((room != null) ? room.delete() : 0);
		compare(Change.SETTLED);
	}

	void lose(int leap) {
		this.lastNumber += leap;
		if (hole(Leap.to(this.lastNumber)) != null) {
			// What is lost was given out
			this.lastNumber++;
		}
		this.head = Leap.to(this.lastNumber);
		this.target.lose(this.head);
		compare(Change.LOST);
		this.rooms.values().forEach((room) -> room.lose(this.head));
		this.vanishedThrough = this.head;
	}

	// The next sequence is the one behind it, or a later one
	void hole(int leap) {
		this.lastNumber += 1 + leap;
		long to = Leap.to(this.lastNumber + 1);
		this.target.hole(this.head, to);
		this.holes.put(this.head, to);
	}

	void advance(int nanos) {
		this.now += nanos;
	}

	void expire() {
		this.log.expire();
		compare(Change.TRIMMED);
	}

	long head() {
		return this.head;
	}

	private void compare(Change change) {
		List<Entry> gone = new ArrayList<>();
		this.explained = 0;
		for (ModelRoom room : List.copyOf(this.rooms.values())) {
			gone.addAll(compare(room, this.logs.rooms().get(room.name), change));
		}
		assertThat(this.logs.rooms().keySet()).isEqualTo(this.rooms.keySet());
		long bytes = this.rooms.values().stream().mapToLong(LogModel::bytes).sum();
		long unpassed = unpassedBytes();
		assertThat(this.log.bytes()).isEqualTo(bytes);
		assertThat(this.logs.unpassedBytes()).isEqualTo(unpassed).isNotNegative();
		long passed = bytes - unpassed;
		if (!gone.isEmpty()) {
			assertThat(change).as("gone for the limit over all rooms: %s", gone).isEqualTo(Change.TRIMMED);
			long largest = gone.stream().mapToLong(Entry::size).max().orElseThrow();
			// What went for the limits of its room may have come last
			assertThat(passed + this.explained + largest + TestLog.ROOM_SIZE)
				.isGreaterThan(this.settings.replayTotal());
		}
		if (change == Change.TRIMMED && passed > this.settings.replayTotal()) {
			assertThat(this.rooms.values()).allMatch((room) -> room.kept.stream().noneMatch(room::isPassed));
		}
	}

	private static long bytes(ModelRoom room) {
		return room.kept.isEmpty() ? 0 : room.bytes() + TestLog.ROOM_SIZE;
	}

	// Returns what may only have gone for the limit over all rooms
	private List<Entry> compare(ModelRoom room, @Nullable RoomLog roomLog, Change change) {
		List<Long> kept = (roomLog != null) ? ModelRoom.sequences(roomLog) : List.of();
		List<Long> before = room.sequences();
		assertThat(before).endsWith(kept.toArray(Long[]::new));
		List<Entry> unexplained = new ArrayList<>();
		while (room.kept.size() > kept.size()) {
			if (!this.limits.mayEvict(room, change, this.now)) {
				unexplained.add(room.kept.get(0));
			}
			else {
				this.explained += room.kept.get(0).size() + TestLog.ROOM_SIZE;
			}
			if (change == Change.MADE_SPACE && !room.isPassed(room.kept.get(0))) {
				this.skipped++;
			}
			room.evict();
		}
		if (roomLog == null) {
			this.rooms.remove(room.name);
			this.vanishedThrough = Math.max(this.vanishedThrough, room.lostThrough);
			assertThat(room.taps).isEmpty();
			assertThat(room.name).isNotEqualTo(SseHub.ALL);
		}
		else if (change != Change.LOST) {
			room.check(roomLog, this.head);
			this.limits.check(room, change, this.now);
		}
		return unexplained;
	}

}
