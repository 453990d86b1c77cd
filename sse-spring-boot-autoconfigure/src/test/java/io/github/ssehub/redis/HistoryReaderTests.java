package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.LogWindow;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.redis.StreamEntry.Content;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a node makes of the entries of the stream.
 */
class HistoryReaderTests {

	private final List<String> calls = new ArrayList<>();

	private final RecordCodec codec = new RecordCodec(new EventIds("e"));

	private final PublishQueue queue = new PublishQueue();

	private final JournalPosition position = new JournalPosition();

	private final FakeTarget target = new FakeTarget();

	private final HistoryReader reader = newReader();

	private HistoryReader newReader() {
		return new HistoryReader(this.target, this.codec, this.queue, this.position, new RedisClock(System::nanoTime),
				new TailWindow(this.target, Duration.ZERO), "me");
	}

	@Test
	void shouldTakeWhatFollowsInOneBatch() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(record(11), record(12), record(13)));
		assertThat(this.calls).containsExactly("start 10", "take 11 12 13");
		assertThat(this.position.through()).isEqualTo(13);
		assertThat(this.position.losses()).isZero();
	}

	@Test
	void shouldLoseWhatIsMissing() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(record(11), record(15), record(16)));
		assertThat(this.calls).containsExactly("start 10", "take 11", "lose 14", "take 15 16");
		assertThat(this.position.losses()).isEqualTo(1);
	}

	@Test
	void shouldLoseNothingAtAHoleThatBeginsWhereItIs() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(record(11), hole(100, 11, false), record(101)));
		assertThat(this.calls).containsExactly("start 10", "take 11", "hole 11 100", "advance 100", "take 101");
	}

	@Test
	void shouldLoseAtAHoleThatBeginsEarlierOrLater() throws InterruptedException {
		for (long before : new long[] { 10, 12, 0 }) {
			this.calls.clear();
			this.reader.startAt(10);
			this.reader.take(List.of(record(11), hole(100, before, false), record(101)));
			assertThat(this.calls).containsExactly("start 10", "take 11", "lose 100", "take 101");
		}
	}

	@Test
	void shouldLoseAtAHoleOfWhichSomeNodeHadMore() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(hole(100, 10, true), record(101)));
		assertThat(this.calls).containsExactly("start 10", "lose 100", "take 101");
	}

	@Test
	void shouldBeginAnEmptyHistoryWithAHole() throws InterruptedException {
		this.reader.startAt(0);
		this.reader.take(List.of(hole(100, 0, false), record(101)));
		assertThat(this.calls).containsExactly("start 0", "hole 0 100", "advance 100", "take 101");
	}

	@Test
	void shouldLoseOnceWhatSomeNodeHadMoreOf() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(hole(100, 10, false), record(101), loss(102, 100), record(103)));
		assertThat(this.calls).containsExactly("start 10", "hole 10 100", "advance 100", "take 101", "lose 102",
				"take 103");
	}

	@Test
	void shouldNotLoseAgainWhatItHasTold() throws InterruptedException {
		this.reader.startAt(11);
		this.reader.take(List.of(hole(100, 10, false), record(101), loss(102, 100), record(103)));
		assertThat(this.calls).containsExactly("start 11", "lose 100", "take 101", "advance 102", "take 103");
	}

	@Test
	void shouldNotLoseWhatWasBeforeItsStart() throws InterruptedException {
		this.reader.startAt(101);
		this.reader.take(List.of(loss(102, 100), record(103)));
		assertThat(this.calls).containsExactly("start 101", "advance 102", "take 103");
	}

	@Test
	void shouldRememberWhereItWasWhenTheHistoryGoesOnElsewhere() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(record(11), hole(100, 10, false), record(101), hole(200, 101, false), record(201),
				record(301)));
		assertThat(this.position.left()).containsExactly(11L, 101L, 201L);
		this.position.told(List.of(11L, 201L));
		assertThat(this.position.left()).containsExactly(101L);
	}

	@Test
	void shouldRememberWhatWasAcknowledgedBeforeTheHistoryGoesOnElsewhere() throws InterruptedException {
		this.reader.startAt(10);
		this.position.know(13);
		this.reader.take(List.of(record(11), hole(100, 11, false)));
		assertThat(this.position.left()).containsExactly(13L);
		this.position.know(999);
		this.reader.take(List.of(record(101), hole(200, 101, false)));
		assertThat(this.position.left()).as("the rest is of after it").containsExactly(13L, 101L);
	}

	@Test
	void shouldHaveNothingToTellOfWhatFollows() throws InterruptedException {
		this.reader.startAt(0);
		this.reader.take(
				List.of(hole(100, 0, false), record(101), new StreamEntry(102, 0, new Content.Unknown()), record(103)));
		assertThat(this.position.left()).isEmpty();
	}

	@Test
	void shouldKnowWhatItHasToldWhenItIsRunAgain() throws InterruptedException {
		this.reader.startAt(11);
		this.reader.take(List.of(hole(100, 10, false), record(101), hole(200, 101, false), record(201)));
		this.calls.clear();
		newReader().take(List.of(loss(202, 100), loss(203, 200), record(204)));
		assertThat(this.calls).containsExactly("advance 202", "lose 203", "take 204");
	}

	@Test
	void shouldLoseWhatItCannotReadAndGoOn() throws InterruptedException {
		this.reader.startAt(10);
		this.reader.take(List.of(record(11), new StreamEntry(12, 0, new Content.Record("other", 1, new byte[] { 9 })),
				record(13), new StreamEntry(14, 0, new Content.Unknown()), record(15)));
		assertThat(this.calls).containsExactly("start 10", "take 11", "lose 12", "take 13", "lose 14", "take 15");
	}

	@Test
	void shouldLoseWhatTheLogDoesNotTakeAndGoOn() throws InterruptedException {
		this.reader.startAt(10);
		this.target.failing = true;
		this.reader.take(List.of(record(11), record(12)));
		this.target.failing = false;
		this.reader.take(List.of(record(13)));
		assertThat(this.calls).containsExactly("start 10", "lose 12", "take 13");
	}

	@Test
	void shouldTellPublisherOfThisNodeAndTakeItsRecord() throws InterruptedException {
		PendingRecord pending = send();
		this.reader.startAt(10);
		this.reader.take(List.of(new StreamEntry(11, 0, new Content.Record("me", pending.number(), new byte[0]))));
		assertThat(pending.result()).isCompletedWithValue(11L);
		assertThat(this.target.taken).singleElement().isSameAs(pending.record());
	}

	@Test
	void shouldBeUncertainOfWhatWasAcknowledgedAndRolledBack() throws InterruptedException {
		PendingRecord pending = send();
		pending.acknowledge(11);
		this.reader.startAt(10);
		this.reader.take(List.of(hole(100, 10, false)));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> pending.result().get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(SsePublishUncertainException.class);
	}

	@Test
	void shouldHavePublishedWhatWasTrimmed() throws InterruptedException {
		PendingRecord pending = send();
		pending.acknowledge(11);
		this.reader.startAt(10);
		this.reader.take(List.of(record(13)));
		assertThat(pending.result()).isCompletedWithValue(11L);
	}

	@Test
	void shouldBeReadyOnceItHasComeFarEnough() throws InterruptedException {
		this.reader.startAt(10);
		this.position.setReadyAt(12);
		this.reader.take(List.of(record(11)));
		assertThat(this.position.isReady()).isFalse();
		this.reader.take(List.of(record(12)));
		assertThat(this.position.isReady()).isTrue();
	}

	private PendingRecord send() throws InterruptedException {
		PendingRecord pending = new PendingRecord(new LogRecord.CloseRoom("mine"), new byte[0], Duration.ofMinutes(1),
				Duration.ofMinutes(1), false);
		this.queue.add(pending);
		this.queue.next(0);
		return pending;
	}

	private StreamEntry record(long sequence) {
		return new StreamEntry(sequence, 0,
				new Content.Record("other", 1, this.codec.encode(new LogRecord.CloseRoom("a"))));
	}

	private static StreamEntry hole(long sequence, long before, boolean lost) {
		return new StreamEntry(sequence, 0, new Content.Hole(before, lost));
	}

	private static StreamEntry loss(long sequence, long hole) {
		return new StreamEntry(sequence, 0, new Content.Loss(hole));
	}

	private final class FakeTarget implements LogTarget, LogWindow {

		private final List<LogRecord> taken = new ArrayList<>();

		private boolean failing;

		@Override
		public long head() {
			return 0;
		}

		@Override
		public void startAt(long head) {
			HistoryReaderTests.this.calls.add("start " + head);
		}

		@Override
		public void take(List<SequencedRecord> batch) {
			if (this.failing) {
				throw new IllegalStateException("fails");
			}
			StringBuilder call = new StringBuilder("take");
			batch.forEach((record) -> {
				call.append(' ').append(record.sequence());
				this.taken.add(record.record());
			});
			HistoryReaderTests.this.calls.add(call.toString());
		}

		@Override
		public void lose(long through) {
			HistoryReaderTests.this.calls.add("lose " + through);
		}

		@Override
		public void hole(long after, long to) {
			HistoryReaderTests.this.calls.add("hole " + after + " " + to);
		}

		@Override
		public void advance(long to) {
			HistoryReaderTests.this.calls.add("advance " + to);
		}

		@Override
		public long readBack() {
			return 0;
		}

		@Override
		public LogWindow window() {
			return this;
		}

		@Override
		public boolean hasSpace(LogRecord record) {
			return true;
		}

		@Override
		public void makeSpace(LogRecord record) {
		}

		@Override
		public void hurry() {
		}

		@Override
		public void onSpace(Runnable listener) {
		}

	}

}
