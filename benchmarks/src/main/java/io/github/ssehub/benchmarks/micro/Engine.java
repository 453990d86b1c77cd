package io.github.ssehub.benchmarks.micro;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.delivery.EventLoops;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.delivery.Mailbox;
import io.github.ssehub.delivery.Sink;
import io.github.ssehub.delivery.StreamExchange;
import io.github.ssehub.delivery.StreamListener;
import io.github.ssehub.delivery.StreamOptions;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Log and loops without a server: what streams are sent is counted and dropped.
 */
final class Engine implements AutoCloseable {

	static final String DATA = "x".repeat(200);

	private static final byte[] OPENING = {};

	private static final int KEPT_EVENTS = 10_000;

	private static final int MEGABYTE = 1024 * 1024;

	final EventEncoder encoder;

	private final LogJournal journal;

	private final EventIds ids = EventIds.ofNewEpoch(System.currentTimeMillis());

	private final EventLoops loops;

	// Bytes that sinks have received
	private final LongAdder received = new LongAdder();

	Engine() {
		this.encoder = new EventEncoder((data) -> new byte[0], this.ids, MEGABYTE);
		RoomRetention retention = new RoomRetention(KEPT_EVENTS, Duration.ofMinutes(5), 64 * MEGABYTE, true);
		Duration maxWait = Duration.ofSeconds(1);
		EventLog log = new EventLog(this.ids,
				new LogSettings((room) -> retention, 256 * MEGABYTE, 64 * MEGABYTE, maxWait), System::nanoTime);
		this.journal = new LocalJournal(System::nanoTime, maxWait);
		this.journal.start(log.target());
		this.loops = new EventLoops(log, this.ids, this.encoder,
				new DeliverySettings(1, Duration.ZERO, Duration.ofSeconds(10)), System::nanoTime);
	}

	// Return how many bytes each member is sent
	int publish(Collection<String> rooms) {
		WireEvent event = this.encoder.encode(SseEvent.of(DATA));
		this.journal.append(new LogRecord.Broadcast(rooms, event));
		return event.length();
	}

	EventStream open(Collection<String> rooms, StartRequest request) {
		EventStream stream = this.loops.createStream(new QuietListener(),
				new StreamOptions(null, Duration.ZERO, OverflowPolicy.RESYNC, OpeningForm.EVENT), new Mailbox());
		stream.open(rooms, request);
		stream.attach(new CountingSink(this.received), new NoExchange(), OPENING);
		stream.writable();
		return stream;
	}

	long received() {
		return this.received.sum();
	}

	void awaitReceived(long bytes) {
		while (this.received.sum() < bytes) {
			Thread.onSpinWait();
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.loops.endAll(CloseReason.COMPLETED);
		this.loops.stop(Duration.ofSeconds(1));
	}

	/**
	 * Counts bytes.
	 *
	 * @param received the counter
	 */
	private record CountingSink(LongAdder received) implements Sink {

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.received.add(length);
		}

		@Override
		public void flush() {
		}

	}

	private static final class NoExchange implements StreamExchange {

		@Override
		public void complete() {
		}

		@Override
		public void gone(Throwable cause) {
		}

		@Override
		public void abort() {
		}

	}

	private static final class QuietListener implements StreamListener {

		@Override
		public void opened() {
		}

		@Override
		public void joined(String room) {
		}

		@Override
		public void left(String room) {
		}

		@Override
		public void gap(SseGap gap) {
		}

		@Override
		public void closed(CloseReason reason, boolean wasOpen) {
		}

	}

}
