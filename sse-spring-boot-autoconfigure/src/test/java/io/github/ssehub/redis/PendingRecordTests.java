package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PendingRecordTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Duration MAX_WAIT = Duration.ofSeconds(1);

	private final PublishQueue queue = new PublishQueue();

	private final PendingRecord record = record("a");

	private static PendingRecord record(String room) {
		return new PendingRecord(new LogRecord.CloseRoom(room), new byte[10], TIMEOUT, MAX_WAIT, false);
	}

	private static PendingRecord largeRecord() {
		return new PendingRecord(new LogRecord.CloseRoom("a"), new byte[1024 * 1024], TIMEOUT, MAX_WAIT, false);
	}

	private static PendingRecord replicatedRecord() {
		PendingRecord record = new PendingRecord(new LogRecord.CloseRoom("a"), new byte[10], TIMEOUT, MAX_WAIT, true);
		record.send();
		return record;
	}

	private long late(Duration time) {
		return System.nanoTime() + time.toNanos();
	}

	@Test
	void shouldCertainlyNotBePublishedIfItWasNotSent() {
		assertThat(this.record.expire(System.nanoTime())).isBetween(1L, MAX_WAIT.toNanos());
		assertThat(this.record.expire(late(TIMEOUT))).isZero();
		assertThat(this.record.result()).isCompletedExceptionally();
		assertThat(this.record.send()).as("is not sent any more").isFalse();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.record.result().get())
			.withCauseInstanceOf(SseUnavailableException.class);
	}

	@Test
	void shouldBeUncertainIfItWasSent() {
		this.record.send();
		this.record.expire(late(TIMEOUT));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.record.result().get())
			.withCauseInstanceOf(SsePublishUncertainException.class);
		assertThat(this.record.notApplied(null)).as("is not sent again").isFalse();
	}

	@Test
	void shouldCertainlyNotBePublishedIfItIsKnownNotToBeApplied() {
		this.record.send();
		assertThat(this.record.notApplied(new IllegalStateException("why"))).isTrue();
		this.record.expire(late(TIMEOUT));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.record.result().get())
			.withCauseInstanceOf(SseUnavailableException.class)
			.withStackTraceContaining("why");
	}

	@Test
	void shouldBePublishedOnceItIsTaken() {
		this.record.send();
		this.record.acknowledge(7);
		assertThat(this.record.acknowledged()).isEqualTo(7);
		assertThat(this.record.result()).isNotDone();
		this.record.taken(7);
		this.record.uncertain("no");
		assertThat(this.record.result()).isCompletedWithValue(7L);
		assertThat(this.record.notApplied(null)).as("is not sent again").isFalse();
	}

	@Test
	void shouldNotBePublishedBeforeReplicasHaveIt() {
		PendingRecord replicated = replicatedRecord();
		replicated.taken(7);
		assertThat(replicated.result()).isNotDone();
		assertThat(replicated.notApplied(null)).as("is not sent again").isFalse();
		replicated.acknowledge(7);
		assertThat(replicated.result()).isCompletedWithValue(7L);
		PendingRecord later = replicatedRecord();
		later.acknowledge(8);
		assertThat(later.result()).isNotDone();
		later.taken(8);
		assertThat(later.result()).isCompletedWithValue(8L);
	}

	@Test
	void shouldBeUncertainWhileTooFewReplicasHaveIt() {
		PendingRecord expired = replicatedRecord();
		expired.taken(7);
		assertThat(expired.expire(System.nanoTime())).isPositive();
		assertThat(expired.expire(late(TIMEOUT))).isZero();
		PendingRecord failed = replicatedRecord();
		failed.taken(7);
		failed.uncertain("no");
		for (PendingRecord record : List.of(expired, failed)) {
			record.replicated();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> record.result().get())
				.withCauseInstanceOf(SsePublishUncertainException.class);
		}
	}

	@Test
	void shouldBePublishedAWhileAfterItIsAcknowledged() {
		this.record.send();
		this.record.acknowledge(7);
		assertThat(this.record.expire(System.nanoTime())).isPositive();
		assertThat(this.record.expire(late(MAX_WAIT))).isZero();
		assertThat(this.record.result()).isCompletedWithValue(7L);
	}

	@Test
	void shouldNotBeAskedAllTheTimeWhereNobodyWaitsForItToBeTaken() {
		PendingRecord unwaited = new PendingRecord(new LogRecord.CloseRoom("a"), new byte[10], TIMEOUT, Duration.ZERO,
				false);
		assertThat(unwaited.expire(System.nanoTime())).isBetween(Duration.ofMillis(50).toNanos(),
				Duration.ofMillis(200).toNanos());
		unwaited.send();
		unwaited.acknowledge(7);
		assertThat(unwaited.expire(System.nanoTime())).isZero();
		assertThat(unwaited.result()).isCompletedWithValue(7L);
	}

	@Test
	void shouldBeSentInOrderAndAgainBeforeOthers() throws InterruptedException {
		PendingRecord second = record("b");
		PendingRecord third = record("c");
		this.queue.add(this.record);
		this.queue.add(second);
		List<PendingRecord> flight = this.queue.next(0);
		assertThat(flight).containsExactly(this.record, second);
		this.queue.add(third);
		this.queue.putBack(flight, null);
		assertThat(this.queue.next(0)).containsExactly(this.record, second, third);
	}

	@Test
	void shouldForgetWhatIsOver() throws InterruptedException {
		this.queue.add(this.record);
		assertThat(this.queue.next(0)).containsExactly(this.record);
		assertThat(this.queue.sent(this.record.number())).isSameAs(this.record);
		this.record.expire(late(TIMEOUT));
		assertThat(this.queue.sent(this.record.number())).isNull();
		assertThat(this.queue.size()).isZero();
	}

	@Test
	void shouldNotSendWhatIsOver() throws InterruptedException {
		this.queue.add(this.record);
		this.record.expire(late(TIMEOUT));
		assertThat(this.queue.next(0)).isEmpty();
		assertThat(this.queue.size()).isZero();
	}

	// As it does while there is no connection
	@Test
	void shouldForgetWhatIsOverWhereNothingIsSent() {
		List<PendingRecord> records = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			PendingRecord record = largeRecord();
			records.add(record);
			this.queue.add(record);
		}
		records.forEach((record) -> record.expire(late(TIMEOUT)));
		this.queue.add(this.record);
		assertThat(this.queue.size()).isOne();
		this.record.expire(late(TIMEOUT));
		assertThat(this.queue.size()).isZero();
	}

	@Test
	void shouldFailAllWhenItIsClosed() throws InterruptedException {
		PendingRecord second = record("b");
		this.queue.add(this.record);
		this.queue.next(0);
		this.queue.add(second);
		this.queue.end();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.record.result().get())
			.withCauseInstanceOf(SsePublishUncertainException.class);
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> second.result().get())
			.withCauseInstanceOf(SseUnavailableException.class);
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.queue.add(second));
	}

	@Test
	void shouldSendWhatIsThereOnceItIsClosed() throws InterruptedException {
		PendingRecord second = record("b");
		this.queue.add(this.record);
		this.queue.close();
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.queue.add(second));
		this.queue.awaitEmpty(10);
		assertThat(this.queue.next(0)).containsExactly(this.record);
		this.queue.putBack(List.of(this.record), null);
		assertThat(this.queue.next(0)).containsExactly(this.record);
		this.record.taken(7);
		this.queue.awaitEmpty(Long.MAX_VALUE / 1_000_000);
		assertThat(this.queue.size()).isZero();
	}

	@Test
	void shouldBeRefusedWhenTooMuchWaits() {
		for (int i = 0; i < 64; i++) {
			this.queue.add(largeRecord());
		}
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.queue.add(this.record))
			.withMessage("Too many events wait for Redis");
	}

}
