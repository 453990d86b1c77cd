package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How what the log no longer has is read from the journal.
 */
class PastReadsTests {

	private static final int KEPT = 10;

	private final LoopHarness harness = new LoopHarness(KEPT);

	private final FakeJournal journal = new FakeJournal();

	private PastReads reads = reads(10_000_000);

	private PastReads reads(long maxBytes) {
		return new PastReads(this.harness.log, this.harness.ids, this.journal, maxBytes);
	}

	@AfterEach
	void stop() {
		this.journal.hanging.countDown();
		this.reads.stop();
	}

	@Test
	void shouldReadPageByPage() {
		publish(2000);
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == 2000);
		assertThat(client.data()).isEqualTo(numbers(1, 2000));
		assertThat(this.journal.calls).containsExactly("read 0 1990 512", "read 512 1990 512", "read 1024 1990 512",
				"read 1536 1990 512", "read 1990 2000 512");
		assertThat(this.reads.bytes()).isZero();
	}

	@Test
	void shouldNotReadWhatTheLogHas() {
		publish(20);
		TestClient client = open(10);
		this.harness.turnAll();
		assertThat(client.data()).isEqualTo(numbers(11, 20));
		assertThat(this.journal.calls).isEmpty();
	}

	@Test
	void shouldReadOnWhereTheLogDropsMoreMeanwhile() {
		publish(600);
		CountDownLatch dropped = new CountDownLatch(1);
		this.journal.onRead = () -> await(dropped);
		TestClient client = open(0);
		publish(30);
		this.harness.turnAll();
		this.harness.advance(Duration.ofDays(2));
		this.harness.log.expire();
		dropped.countDown();
		turnUntil(() -> client.data().size() == 630);
		assertThat(client.data()).isEqualTo(numbers(1, 630));
		assertThat(this.journal.calls).containsExactly("read 0 590 512", "read 512 590 512", "read 590 630 512");
	}

	@Test
	void shouldNotNeedWhatTheLogDropsWhileTheStreamReads() {
		publish(600);
		TestClient client = open(0);
		Awaitility.await().until(() -> this.journal.calls.size() == 3);
		assertThat(this.journal.calls).last().isEqualTo("read 590 600 512");
		this.harness.advance(Duration.ofDays(2));
		this.harness.log.expire();
		turnUntil(() -> client.data().size() == 600);
		assertThat(client.data()).isEqualTo(numbers(1, 600));
	}

	@Test
	void shouldTellGapIfARecordIsMissing() {
		publish(2000);
		this.journal.missing = 700;
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == KEPT + 1);
		assertThat(client.data()).first().asString().contains("expired");
		assertThat(client.data().subList(1, KEPT + 1)).isEqualTo(numbers(1991, 2000));
		assertThat(this.reads.bytes()).as("of the first page").isZero();
	}

	@Test
	void shouldTellGapIfTheJournalFails() {
		publish(20);
		this.journal.onRead = () -> {
			throw new IllegalStateException("fails");
		};
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == KEPT + 1);
		assertThat(client.data()).first().asString().contains("expired");
		this.journal.onRead = () -> {
		};
		TestClient next = open(0);
		turnUntil(() -> next.data().size() == 20);
	}

	@Test
	void shouldTellGapIfItIsTooMuchToRead() {
		publish("other", PastRead.MAX_RECORDS);
		publish("a", KEPT + 600);
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == KEPT + 1);
		assertThat(client.data()).first().asString().contains("expired");
		assertThat(this.journal.calls).hasSizeBetween(PastRead.MAX_RECORDS / 512, PastRead.MAX_RECORDS / 512 + 1);
	}

	@Test
	void shouldTellGapIfItIsTooMuchForMemory() {
		publish(1000);
		TestClient full = open(0);
		turnUntil(() -> full.data().size() == 1000);
		this.reads.stop();
		this.reads = reads(400_000);
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == KEPT + 1);
		assertThat(this.reads.bytes()).isZero();
	}

	@Test
	void shouldShareTheMemoryAmongStreams() {
		publish(1000);
		this.reads.stop();
		this.reads = reads(900_000);
		List<TestClient> stalled = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			TestClient client = this.harness.create();
			client.sink.limit(1);
			stalled.add(open(client, 0));
		}
		turnUntil(() -> stalled.stream().allMatch((client) -> client.sink.written().contains("data: 1\n")));
		long bytes = this.reads.bytes();
		assertThat(bytes).isPositive();
		TestClient other = open(0);
		turnUntil(() -> other.data().size() >= KEPT + 1);
		assertThat(other.data()).first().asString().contains("expired");
		stalled.forEach((client) -> client.stream.end(CloseReason.KICKED));
		turnUntil(() -> this.reads.bytes() == 0);
	}

	@Test
	void shouldTellGapWithinASecondIfTheJournalHangs() {
		publish(20);
		this.journal.onRead = () -> await(this.journal.hanging);
		long start = System.nanoTime();
		TestClient first = open(0);
		TestClient second = open(0);
		turnUntil(() -> first.data().size() == KEPT + 1 && second.data().size() == KEPT + 1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(PastReads.MAX_WAIT,
				PastReads.MAX_WAIT.plusMillis(900));
		this.journal.hanging.countDown();
		Awaitility.await().until(() -> this.reads.bytes() == 0);
	}

	@Test
	void shouldTellGapAtOnceIfTooManyWait() {
		publish(20);
		this.journal.onRead = () -> await(this.journal.hanging);
		for (int i = 0; i < PastReads.MAX_WAITING + 1; i++) {
			open(0);
		}
		TestClient client = open(0);
		this.harness.turnAll();
		assertThat(client.data()).hasSize(KEPT + 1);
	}

	@Test
	void shouldNotReadForAStreamThatHasEnded() {
		publish(2000);
		CountDownLatch ended = new CountDownLatch(1);
		this.journal.onRead = () -> await(ended);
		TestClient client = open(0);
		TestClient waiting = open(0);
		Awaitility.await().until(() -> this.journal.calls.size() == 1);
		for (TestClient each : List.of(client, waiting)) {
			each.stream.end(CloseReason.KICKED);
		}
		this.harness.turnAll();
		ended.countDown();
		TestClient last = open(1980);
		turnUntil(() -> last.data().size() == 20);
		assertThat(this.journal.calls).containsExactly("read 0 1990 512", "read 1980 1990 512", "read 1990 2000 512");
		assertThat(this.reads.bytes()).isZero();
	}

	@Test
	void shouldTellGapForWhatWasInARoomThatWasClosed() {
		publish(5);
		this.journal.published.add(new Published(this.harness.journal.append(new LogRecord.CloseRoom("a")), "a", null));
		publish(20);
		TestClient client = open(0);
		turnUntil(() -> client.data().size() == KEPT + 1);
		assertThat(client.data()).first().asString().contains("expired");
		TestClient behind = open(6);
		turnUntil(() -> behind.data().size() == 20);
		assertThat(behind.data()).isEqualTo(numbers(7, 26));
	}

	@Test
	void shouldReadNoMoreAfterItsEnd() {
		publish(20);
		this.reads.stop();
		TestClient client = open(0);
		this.harness.turnAll();
		assertThat(client.data()).hasSize(KEPT + 1);
		assertThat(this.journal.calls).isEmpty();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void publish(int count) {
		publish("a", count);
	}

	// Events whose data are their numbers
	private void publish(String room, int count) {
		for (int i = 0; i < count; i++) {
			String data = String.valueOf(Leap.from(this.harness.log.head()) + 1);
			long number = this.harness.publish(room, data);
			this.journal.published.add(new Published(Leap.to(number), room, data));
		}
	}

	private TestClient open(int number) {
		return open(this.harness.create(), number);
	}

	private TestClient open(TestClient client, int number) {
		StreamStart start = client.open(List.of("a"),
				new StartRequest("e-" + Integer.toString(number, 36), true, null, 0, false, false, Set.of(), true));
		this.reads.read(client.stream, start);
		this.harness.attach(client, start);
		return client;
	}

	private void turnUntil(BooleanSupplier condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			this.harness.turnAll();
			return condition.getAsBoolean();
		});
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
	}

	// The end of a room if there is no data
	private record Published(long sequence, String room, @Nullable String data) {

	}

	/**
	 * A journal that has all that was published, in pages as large as they are wanted.
	 */
	private final class FakeJournal implements LogJournal {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<Published> published = Collections.synchronizedList(new ArrayList<>());

		private final CountDownLatch hanging = new CountDownLatch(1);

		private volatile Runnable onRead = () -> {
		};

		private volatile int missing;

		@Override
		public void start(LogTarget target) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

		@Override
		public long append(LogRecord record) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Reach reach(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean read(long after, long upTo, int max, List<SequencedRecord> target) {
			this.calls.add("read " + Leap.from(after) + " " + Leap.from(upTo) + " " + max);
			this.onRead.run();
			long last = Math.min(Leap.from(upTo), Leap.from(after) + max);
			for (long number = Leap.from(after) + 1; number <= last; number++) {
				Published next = this.published.get((int) number - 1);
				if (number == this.missing) {
					return false;
				}
				target.add(new SequencedRecord(next.sequence, 0, record(next)));
			}
			return true;
		}

		private LogRecord record(Published published) {
			return (published.data != null)
					? new LogRecord.Broadcast(List.of(published.room),
							PastReadsTests.this.harness.event(SseEvent.of(published.data)))
					: new LogRecord.CloseRoom(published.room);
		}

	}

}
