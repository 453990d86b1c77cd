package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.SseGap;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * A log and its loops, without threads and with a clock that stands still.
 */
final class LoopHarness {

	static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration RETRY = Duration.ofSeconds(3);

	private static final int MAX_TURNS = 10_000;

	final EventIds ids = new EventIds("e");

	final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	final EventLog log;

	final LogJournal journal;

	final List<EventLoop> loops = new ArrayList<>();

	// Mutable state
	private long now;

	LoopHarness() {
		this(1000);
	}

	LoopHarness(int replayEvents) {
		this(replayEvents, DataSize.ofMegabytes(64), 1);
	}

	LoopHarness(int replayEvents, DataSize window, int loops) {
		this((room) -> new RoomRetention(replayEvents, Duration.ofDays(1), DataSize.ofMegabytes(64).toBytes(), true),
				window, loops);
	}

	LoopHarness(Function<String, RoomRetention> retention, DataSize window, int loops) {
		this(retention, window, loops, Duration.ZERO);
	}

	LoopHarness(Function<String, RoomRetention> retention, Duration flushInterval) {
		this(retention, DataSize.ofMegabytes(64), 1, flushInterval);
	}

	private LoopHarness(Function<String, RoomRetention> retention, DataSize window, int loops, Duration flushInterval) {
		this(new LogSettings(retention, DataSize.ofMegabytes(64).toBytes(), window.toBytes(), Duration.ZERO), loops,
				flushInterval, (clock) -> Leap.journal(clock, Duration.ZERO));
	}

	LoopHarness(LogSettings logSettings, int loops, Duration flushInterval,
			Function<LongSupplier, LogJournal> journal) {
		this.log = new EventLog(this.ids, logSettings, () -> this.now);
		this.journal = journal.apply(() -> this.now);
		this.journal.start(this.log.target());
		DeliverySettings settings = new DeliverySettings(loops, flushInterval, WRITE_TIMEOUT);
		for (int i = 0; i < loops; i++) {
			this.loops.add(new EventLoop("sse-loop-" + i, this.log, this.ids, this.encoder, settings, () -> this.now));
		}
	}

	EventLoop loop() {
		return this.loops.get(0);
	}

	void advance(Duration time) {
		this.now += time.toNanos();
	}

	void turn() {
		loop().turn();
	}

	// Turn until nothing is left to do.
	void turnAll() {
		for (EventLoop loop : this.loops) {
			int turns = 0;
			do {
				loop.turn();
				turns++;
			}
			while (loop.hasWork() && turns < MAX_TURNS);
		}
	}

	WireEvent event(SseEvent event) {
		return this.encoder.encode(event);
	}

	long publish(String room, String data) {
		return publish(List.of(room), SseEvent.of(data));
	}

	// Return the number of its sequence
	long publish(List<String> rooms, SseEvent event) {
		return Leap.from(this.journal.append(new LogRecord.Broadcast(rooms, event(event))));
	}

	// The journal has lost everything up to a number
	void lose(long number) {
		this.log.target().lose(Leap.to(number));
	}

	// Close a room, as the hub does for clients that are in others, too
	void close(String room, TestClient... members) {
		long last = this.log.delete(room);
		for (TestClient member : members) {
			member.stream.leaveAfter(room, last);
		}
	}

	boolean send(TestClient client, String data) {
		WireEvent event = event(SseEvent.of(data));
		event.seal();
		return client.stream.send(event);
	}

	// Create a stream that is not open yet.
	TestClient create(int loop, @Nullable Predicate<SseEventMetadata> filter, Duration heartbeat) {
		return create(loop, filter, heartbeat, OverflowPolicy.RESYNC);
	}

	TestClient create(Predicate<SseEventMetadata> filter) {
		return create(0, filter, Duration.ZERO);
	}

	TestClient create(OverflowPolicy overflow) {
		return create(0, null, Duration.ZERO, overflow);
	}

	TestClient create(int loop, @Nullable Predicate<SseEventMetadata> filter, Duration heartbeat,
			OverflowPolicy overflow) {
		return create(loop, filter, heartbeat, OpeningForm.BLOCK, overflow);
	}

	TestClient create(OpeningForm opening, Duration heartbeat) {
		return create(0, null, heartbeat, opening, OverflowPolicy.RESYNC);
	}

	private TestClient create(int loop, @Nullable Predicate<SseEventMetadata> filter, Duration heartbeat,
			OpeningForm opening, OverflowPolicy overflow) {
		return create(loop, new StreamOptions(filter, heartbeat, overflow, opening));
	}

	// Create a stream whose client is told why it ends.
	TestClient create(EndOptions end) {
		return create(0, new StreamOptions(null, Duration.ZERO, OverflowPolicy.DISCONNECT, OpeningForm.BLOCK, "", true,
				false, end));
	}

	TestClient create(int loop, StreamOptions options) {
		RecordingListener listener = new RecordingListener();
		EventStream stream = new EventStream(this.loops.get(loop), listener, options, new Mailbox());
		return new TestClient(stream, listener);
	}

	TestClient create() {
		return create(0, null, Duration.ZERO);
	}

	// Open a stream, and forget what was received until then.
	TestClient open(String... rooms) {
		return open(create(), rooms);
	}

	TestClient open(Predicate<SseEventMetadata> filter, String... rooms) {
		return open(create(0, filter, Duration.ZERO), rooms);
	}

	TestClient open(TestClient client, String... rooms) {
		attach(client, client.open(List.of(rooms), StartRequest.NOW));
		turnAll();
		client.sink.forget();
		return client;
	}

	// Attach a stream, which begins as those of the hub do.
	void attach(TestClient client, StreamStart start) {
		ByteArrayOutputStream opening = new ByteArrayOutputStream();
		SseGap.Reason gap = start.gap();
		String id = (start.resumedId() != null) ? start.resumedId() : this.ids.format(start.position());
		if (gap == null || start.resumedId() != null) {
			opening.writeBytes(this.encoder.opening(OpeningForm.BLOCK, RETRY, id));
		}
		if (gap != null) {
			opening.writeBytes(this.encoder.gap(SseGap.of(start.resumedId(), gap), true,
					(start.resumedId() != null) ? null : RETRY, this.ids.format(start.position())));
		}
		client.stream.attach(client.sink, client.exchange, opening.toByteArray());
	}

}
