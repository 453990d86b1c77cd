package io.github.ssehub.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

	long now;

	EventLog log = create();

	private EventLog create() {
		LogSettings settings = new LogSettings(this.events, this.age, this.size, this.total, this.window, this.maxWait);
		return new EventLog(this.ids, settings, () -> this.now);
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

	void append(int count, String room) {
		for (int i = 0; i < count; i++) {
			append(room);
		}
	}

	FakeTap join(LogReader reader, String room) {
		List<RoomTap> joined = new ArrayList<>();
		this.log.join(List.of(room), reader, (head, taps) -> joined.addAll(taps));
		return (FakeTap) joined.get(0);
	}

	// What is kept of a room, as a member reads it that joined before all else
	List<Long> kept(RoomTap tap) {
		List<LogEntry> entries = new ArrayList<>();
		this.log.read(tap, tap.room().evictedThrough(), Long.MAX_VALUE, Integer.MAX_VALUE, entries);
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

	static List<Long> sequences(List<LogEntry> entries) {
		return entries.stream().map(LogEntry::sequence).toList();
	}

	static String text(LogEntry entry) {
		return new String(entry.event().bytes(), 0, entry.event().length(), StandardCharsets.UTF_8);
	}

}
