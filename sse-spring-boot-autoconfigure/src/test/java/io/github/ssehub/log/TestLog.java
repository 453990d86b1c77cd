package io.github.ssehub.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.unit.DataSize;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.FakeReader.FakeTap;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * A log with a clock that stands still, of settings that keep everything unless told
 * otherwise.
 */
final class TestLog {

	static final int EVENT_SIZE = 1000;

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private int events = Integer.MAX_VALUE;

	private Duration age = Duration.ofDays(1);

	private long size = DataSize.ofGigabytes(1).toBytes();

	private long total = DataSize.ofGigabytes(1).toBytes();

	private long window = DataSize.ofGigabytes(1).toBytes();

	private Duration maxWait = Duration.ZERO;

	private int emptySize;

	private Predicate<String> resumable = (room) -> true;

	long now;

	EventLog log = create();

	private EventLog create() {
		LogSettings settings = new LogSettings(this::retention, this.total, this.window, this.maxWait);
		return new EventLog(this.ids, settings, () -> this.now);
	}

	private RoomRetention retention(String room) {
		return new RoomRetention(this.events, this.age, this.size, this.resumable.test(room));
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

	TestLog total(int events) {
		this.total = (long) events * EVENT_SIZE;
		this.log = create();
		return this;
	}

	TestLog notResumable(String name) {
		this.resumable = (room) -> !room.equals(name);
		this.log = create();
		return this;
	}

	TestLog window(int events, Duration maxWait) {
		this.window = (long) events * EVENT_SIZE;
		this.maxWait = maxWait;
		this.log = create();
		return this;
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
			EventLog probe = new TestLog().log;
			probe.append(List.of("probe"), event(""));
			this.emptySize = (int) probe.bytes();
		}
		return this.emptySize;
	}

	WireEvent event(String data) {
		return this.encoder.encode(SseEvent.of(data));
	}

	long append(String... rooms) {
		return this.log.append(List.of(rooms), event());
	}

	long append(SseEvent event, String... rooms) {
		return this.log.append(List.of(rooms), this.encoder.encode(event));
	}

	void append(int count, String room) {
		for (int i = 0; i < count; i++) {
			append(room);
		}
	}

	FakeTap join(LogReader reader, String room) {
		Start start = this.log.join(List.of(room), reader, StartRequest.NOW, (callback) -> {
		});
		return (FakeTap) start.members().get(0).tap();
	}

	// Where a stream starts, which leaves again
	Start start(StartRequest request, String... rooms) {
		Start start = this.log.join(List.of(rooms), new FakeReader(), request, (callback) -> {
		});
		start.members().forEach((member) -> this.log.leave(member.tap()));
		return start;
	}

	// What is kept of a room, as a member reads it that joined before all else
	List<Long> kept(RoomTap tap) {
		List<RoomEntry> entries = new ArrayList<>();
		this.log.read(tap, tap.room().lostThrough(), Long.MAX_VALUE, Integer.MAX_VALUE, false, entries);
		return sequences(entries);
	}

	// What is kept of a room without members
	List<Long> kept(String room) {
		FakeTap tap = join(new FakeReader(), room);
		try {
			return kept(tap);
		}
		finally {
			this.log.leave(tap);
		}
	}

	static List<Long> sequences(List<RoomEntry> entries) {
		return entries.stream().map(RoomEntry::sequence).toList();
	}

	static String text(RoomEntry entry) {
		WireEvent event = entry.entry().event();
		return new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8);
	}

}
