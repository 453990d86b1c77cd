package io.github.ssehub.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.springframework.util.unit.DataSize;

import io.github.ssehub.SseEvent;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * A log with a clock that stands still, of settings that keep everything unless told
 * otherwise. Speaks of sequences by their number, see {@link Leap}.
 */
final class TestLog {

	static final int EVENT_SIZE = 1000;

	// What the log counts for a room that has entries
	static final int ROOM_SIZE = 400;

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final Map<LogReader, ReaderMark> marks = new HashMap<>();

	private final Map<ReaderMark, Long> joins = new HashMap<>();

	private int events = Integer.MAX_VALUE;

	private Duration age = Duration.ofDays(1);

	private long size = DataSize.ofGigabytes(1).toBytes();

	private long total = DataSize.ofGigabytes(1).toBytes();

	private long window = DataSize.ofGigabytes(1).toBytes();

	private Duration maxWait = Duration.ZERO;

	private int emptySize;

	private Predicate<String> resumable = (room) -> true;

	private boolean exact;

	long now;

	private LogJournal journal = Leap.journal(() -> this.now, this.maxWait);

	EventLog log = create();

	private EventLog create() {
		LogSettings settings = new LogSettings(this::retention, this.total, this.window, this.maxWait);
		EventLog log = new EventLog(this.ids, settings, () -> this.now);
		this.journal = Leap.journal(() -> this.now, this.maxWait);
		this.journal.start(log.target());
		this.marks.clear();
		return log;
	}

	private RoomRetention retention(String room) {
		return new RoomRetention(this.events, this.age, this.size, this.resumable.test(room), this.exact);
	}

	TestLog events(int events) {
		this.events = events;
		this.log = create();
		return this;
	}

	TestLog age(Duration age) {
		this.age = age;
		this.log = create();
		return this;
	}

	TestLog size(int events) {
		this.size = (long) events * EVENT_SIZE;
		this.log = create();
		return this;
	}

	TestLog total(int events, int rooms) {
		this.total = bytes(events, rooms);
		this.log = create();
		return this;
	}

	TestLog notResumable(String name) {
		this.resumable = (room) -> !room.equals(name);
		this.log = create();
		return this;
	}

	TestLog exact() {
		this.exact = true;
		this.log = create();
		return this;
	}

	TestLog window(int events, Duration maxWait) {
		this.window = (long) events * EVENT_SIZE;
		this.maxWait = maxWait;
		this.log = create();
		return this;
	}

	// What the log counts for so many entries in so many rooms
	static long bytes(int events, int rooms) {
		return (long) events * EVENT_SIZE + (long) rooms * ROOM_SIZE;
	}

	void advance(Duration time) {
		this.now += time.toNanos();
	}

	// What the log counts as EVENT_SIZE bytes
	WireEvent event() {
		return event("x".repeat(EVENT_SIZE - emptySize()));
	}

	private int emptySize() {
		if (this.emptySize == 0) {
			TestLog probe = new TestLog();
			probe.append(probe.event(""), "probe");
			this.emptySize = (int) (probe.log.bytes() - ROOM_SIZE);
		}
		return this.emptySize;
	}

	WireEvent event(String data) {
		return encode(SseEvent.of(data));
	}

	WireEvent encode(SseEvent event) {
		return this.encoder.encode(event);
	}

	long head() {
		return Leap.from(this.log.head());
	}

	long append(String... rooms) {
		return append(event(), rooms);
	}

	long append(SseEvent event, String... rooms) {
		return append(encode(event), rooms);
	}

	long append(WireEvent event, String... rooms) {
		return append(new LogRecord.Broadcast(List.of(rooms), event));
	}

	long append(LogRecord record) {
		return Leap.from(this.journal.append(record));
	}

	void append(int count, String room) {
		for (int i = 0; i < count; i++) {
			append(room);
		}
	}

	ReaderMark mark(LogReader reader) {
		return this.marks.computeIfAbsent(reader, this.log::addReader);
	}

	RoomTap join(LogReader reader, String room) {
		return join(reader, StartRequest.NOW, room).rooms().get(0).tap();
	}

	// The start has sequences, not their numbers
	StreamStart join(LogReader reader, StartRequest request, String... rooms) {
		return join(reader, request, (start) -> {
		}, rooms);
	}

	StreamStart join(LogReader reader, StartRequest request, Consumer<StreamStart> callback, String... rooms) {
		StartRequest leaped = new StartRequest(Leap.to(request.lastEventId()), request.resumable(),
				Leap.to(request.since()), request.latest(), request.keyedOnly(), request.filtered(), request.liveOnly(),
				request.past());
		ReaderMark mark = mark(reader);
		this.joins.merge(mark, 1L, Long::sum);
		return this.log.join(List.of(rooms), mark, leaped, callback);
	}

	// Where a stream starts, which leaves again, in numbers
	StreamStart start(StartRequest request, String... rooms) {
		StreamStart start = join(new FakeReader(), request, rooms);
		start.rooms().forEach((member) -> this.log.leave(member.tap()));
		String id = start.resumedId();
		List<StreamStart.InRoom> members = start.rooms()
			.stream()
			.map((member) -> new StreamStart.InRoom(member.tap(), Leap.from(member.since())))
			.toList();
		return new StreamStart(Leap.from(start.position()), Leap.from(start.head()), members,
				(id != null) ? Leap.from(id) : null, start.gap(), Leap.from(start.settledAt()), start.keyedOnly(),
				Leap.from(start.pastThrough()));
	}

	// A reader that knows all of its members has passed what there was in a room
	void passed(RoomTap tap, long through) {
		passed(tap, through, ReaderMark.NONE);
	}

	void passed(RoomTap tap, long through, long heldFrom) {
		passed(tap.mark(), through, List.of(tap), heldFrom);
	}

	void passed(ReaderMark mark, long through, List<RoomTap> grown, long heldFrom) {
		this.log.passed(mark, Leap.to(through), grown, held(heldFrom), joins(mark));
	}

	static long held(long heldFrom) {
		return (heldFrom == ReaderMark.NONE) ? heldFrom : Leap.to(heldFrom);
	}

	long joins(ReaderMark mark) {
		return this.joins.getOrDefault(mark, 0L);
	}

	boolean read(RoomTap tap, long after, long upTo, int max, List<RoomEntry> target) {
		return this.log.read(tap, Leap.to(after), Leap.to(upTo), max, false, target);
	}

	boolean take(RoomTap tap, long after, long upTo, List<RoomEntry> target) {
		return this.log.take(tap, Leap.to(after), Leap.to(upTo), target);
	}

	// What is kept of a room, as a member reads it that joined before all else
	List<Long> kept(RoomTap tap) {
		List<RoomEntry> entries = new ArrayList<>();
		this.log.read(tap, tap.room().lostThrough(), Long.MAX_VALUE, Integer.MAX_VALUE, false, entries);
		return numbers(entries);
	}

	// What is kept of a room without members
	List<Long> kept(String room) {
		RoomTap tap = join(new FakeReader(), room);
		try {
			return kept(tap);
		}
		finally {
			this.log.leave(tap);
		}
	}

	static List<Long> numbers(List<RoomEntry> entries) {
		return entries.stream().map((entry) -> Leap.from(entry.sequence())).toList();
	}

	static String text(RoomEntry entry) {
		WireEvent event = entry.entry().event();
		return Leap.from(new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8));
	}

}
