package io.github.ssehub.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The log as a journal feeds it, with sequences as they come.
 */
class LogTargetTests {

	private static final Duration FOREVER = Duration.ofMinutes(10);

	private final FakeReader reader = new FakeReader();

	private TestLog test = new TestLog();

	private LogTarget target = this.test.log.target();

	private void use(TestLog test) {
		this.test = test;
		this.target = test.log.target();
	}

	@Test
	void shouldStartEmpty() {
		assertThat(this.target.head()).isZero();
	}

	@Test
	void shouldStartBehindASequence() {
		this.target.startAt(500);
		assertThat(this.target.head()).isEqualTo(500);
		take(broadcast(510, "a"));
		assertThat(kept("a")).containsExactly(510L);
		assertThat(start("e-" + base36(500), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapForWhatCameBeforeItsStart() {
		RoomTap early = this.test.join(this.reader, "a");
		this.target.startAt(500);
		take(broadcast(510, "a"));
		for (String room : new String[] { "a", "unknown", "*" }) {
			StreamStart start = start("e-" + base36(499), room);
			assertThat(start.gap()).as(room).isEqualTo(SseGap.Reason.EXPIRED);
			assertThat(start.position()).isEqualTo(500);
		}
		assertThat(read(early, 0)).isNull();
		assertThat(this.test.log.isLostByJournal(500)).isTrue();
	}

	@Test
	void shouldNotStartTwice() {
		this.target.startAt(500);
		assertThatIllegalStateException().isThrownBy(() -> this.target.startAt(600));
		assertThat(this.target.head()).isEqualTo(500);
	}

	@Test
	void shouldTakeBatchWhoseSequencesLeap() {
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(7, "a"), broadcast(8, "b"), broadcast(1_000_000_000_000L, "a", "b"));
		assertThat(this.target.head()).isEqualTo(1_000_000_000_000L);
		assertThat(kept("a")).containsExactly(7L, 1_000_000_000_000L);
		assertThat(kept("b")).containsExactly(8L, 1_000_000_000_000L);
		assertThat(this.reader.announced).containsExactly(tap);
		assertThat(this.reader.wakes).as("once a batch").isEqualTo(1);
	}

	@Test
	void shouldReadBetweenSequencesThatWereNotGivenOut() {
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"), broadcast(20, "a"), broadcast(30, "a"));
		assertThat(read(tap, 9)).containsExactly(10L, 20L, 30L);
		assertThat(read(tap, 10)).containsExactly(20L, 30L);
		assertThat(read(tap, 15)).containsExactly(20L, 30L);
		assertThat(start("e-" + base36(15), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldCarryOutRecordsInTheMiddleOfABatchInTheirPlace() {
		List<String> order = new ArrayList<>();
		this.test.log.setControl((record) -> order.add(((LogRecord.CloseRoom) record).room() + " at "
				+ this.target.head() + " behind " + keptOfAll("a", "b")));
		take(broadcast(10, "a"), close(20, "first"), close(21, "second"), broadcast(30, "b"), broadcast(40, "a"),
				close(50, "third"), broadcast(60, "a"));
		assertThat(order).containsExactly("first at 20 behind [10]", "second at 21 behind [10]",
				"third at 50 behind [10, 30, 40]");
		assertThat(keptOfAll("a", "b")).containsExactly(10L, 30L, 40L, 60L);
		assertThat(this.target.head()).isEqualTo(60);
	}

	private List<Long> keptOfAll(String... rooms) {
		return Arrays.stream(rooms).flatMap((room) -> kept(room).stream()).sorted().toList();
	}

	@Test
	void shouldCarryOutRecordsWithoutTheLock() throws Exception {
		FutureTask<Long> other = new FutureTask<>(() -> this.test.log.delete("a"));
		this.test.log.setControl((record) -> {
			new Thread(other).start();
			assertThat(getUnchecked(other)).isEqualTo(10);
		});
		take(broadcast(10, "a"), close(11, "a"));
		assertThat(other.isDone()).isTrue();
	}

	private static long getUnchecked(FutureTask<Long> task) {
		try {
			return task.get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void shouldWakeReadersBeforeARecordIsCarriedOut() {
		this.test.join(this.reader, "a");
		List<Integer> wakes = new ArrayList<>();
		this.test.log.setControl((record) -> wakes.add(this.reader.wakes));
		take(broadcast(10, "a"), close(11, "b"), broadcast(12, "a"));
		assertThat(wakes).containsExactly(1);
		assertThat(this.reader.wakes).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 0, 9, 10 })
	void shouldRefuseSequenceThatDoesNotIncrease(long sequence) {
		take(broadcast(10, "a"));
		assertThatIllegalStateException().isThrownBy(() -> take(broadcast(sequence, "b")));
		assertThatIllegalStateException().isThrownBy(() -> take(close(sequence, "b")));
		assertThat(this.target.head()).isEqualTo(10);
		assertThat(this.test.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldNotLetTimeGoBack() {
		use(this.test.age(Duration.ofNanos(10)));
		RoomTap tap = this.test.join(this.reader, "a");
		this.target.take(List.of(new SequencedRecord(1, 100, event("a")), new SequencedRecord(2, 40, event("a")),
				new SequencedRecord(3, 101, event("a"))));
		List<RoomEntry> entries = new ArrayList<>();
		this.test.log.read(tap, 0, 3, 10, false, entries);
		assertThat(entries).extracting((entry) -> entry.entry().time()).containsExactly(100L, 100L, 101L);
	}

	@Test
	void shouldExpireByTheTimeOfRecords() {
		use(this.test.age(Duration.ofNanos(10)));
		this.target.take(List.of(new SequencedRecord(1, 100, event("a")), new SequencedRecord(2, 105, event("a"))));
		this.target.take(List.of(new SequencedRecord(3, 111, event("b"))));
		assertThat(kept("a")).containsExactly(2L);
	}

	@Test
	void shouldTellEveryRoomOfALoss() {
		RoomTap busy = this.test.join(this.reader, "busy");
		RoomTap quiet = this.test.join(this.reader, "quiet");
		take(broadcast(10, "busy"), broadcast(11, "nobody"));
		this.reader.announced.clear();
		this.test.log.take(busy, 0, 11, new ArrayList<>());
		this.reader.wakes = 0;
		this.target.lose(100);
		assertThat(this.target.head()).isEqualTo(100);
		assertThat(this.test.log.bytes()).isZero();
		assertThat(this.test.log.rooms()).containsExactlyInAnyOrder("busy", "quiet");
		assertThat(this.reader.announced).containsExactlyInAnyOrder(busy, quiet);
		assertThat(this.reader.wakes).isPositive();
		RoomTap unknown = this.test.join(this.reader, "unknown");
		RoomTap nobody = this.test.join(this.reader, "nobody");
		for (RoomTap tap : List.of(busy, quiet, unknown, nobody)) {
			assertThat(read(tap, 99)).as("%s at 99", tap.roomName()).isNull();
			assertThat(read(tap, 100)).as("%s at 100", tap.roomName()).isEmpty();
			assertThat(this.test.log.lostThrough(tap, false)).isEqualTo(100);
			assertThat(this.test.log.lostThrough(tap, true)).isEqualTo(100);
			StreamStart start = start("e-" + base36(50), tap.roomName());
			assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
			assertThat(start.position()).isEqualTo(100);
			assertThat(start("e-" + base36(100), tap.roomName()).isCleanResume()).isTrue();
		}
	}

	@Test
	void shouldTellLossOfTheJournalFromOneOfSlowMembers() {
		take(broadcast(10, "a"));
		assertThat(this.test.log.isLostByJournal(1)).isFalse();
		this.target.lose(10);
		assertThat(this.test.log.isLostByJournal(10)).isTrue();
		assertThat(this.test.log.isLostByJournal(11)).isFalse();
	}

	@Test
	void shouldGoOnBehindALoss() {
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"));
		this.target.lose(100);
		take(broadcast(101, "a"));
		assertThat(read(tap, 99)).isNull();
		assertThat(read(tap, 100)).containsExactly(101L);
		assertThat(this.test.log.bytes()).isEqualTo(TestLog.bytes(1, 1));
		this.test.log.passed(tap.mark(), 101, List.of(tap), ReaderMark.NONE, 1);
		assertThat(read(tap, 100)).containsExactly(101L);
	}

	@Test
	void shouldForgetIdsOfTheApplicationAndKeysThatAreLost() {
		take(new SequencedRecord(10, 0, new LogRecord.Broadcast(List.of("a"),
				this.test.encode(SseEvent.builder().id("own").key("k").data("x").build()))));
		this.target.lose(10);
		assertThat(start("own", "a").gap()).isEqualTo(SseGap.Reason.UNKNOWN);
	}

	@Test
	void shouldLetReadersPassBeforeALoss() throws Exception {
		use(this.test.window(1000, FOREVER));
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"));
		FutureTask<Void> loss = new FutureTask<>(() -> this.target.lose(20), null);
		startAndAwaitWaiting(loss);
		assertThat(this.reader.hurried).isPositive();
		assertThat(this.target.head()).isEqualTo(10);
		assertThat(read(tap, 0)).containsExactly(10L);
		this.test.log.passed(tap.mark(), 10, List.of(tap), ReaderMark.NONE, 1);
		loss.get(30, TimeUnit.SECONDS);
		assertThat(this.target.head()).isEqualTo(20);
		assertThat(read(tap, 10)).isNull();
	}

	@Test
	void shouldNotWaitForReadersThatHaveLeft() throws Exception {
		use(this.test.window(1000, FOREVER));
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"));
		FutureTask<Void> loss = new FutureTask<>(() -> this.target.lose(20), null);
		startAndAwaitWaiting(loss);
		this.test.log.leave(tap);
		loss.get(30, TimeUnit.SECONDS);
		assertThat(this.target.head()).isEqualTo(20);
	}

	@Test
	void shouldWaitForReadersNoLongerThanTheMaximum() {
		use(this.test.window(1000, Duration.ofMillis(1)));
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"));
		this.target.lose(20);
		assertThat(this.target.head()).isEqualTo(20);
		assertThat(read(tap, 0)).isNull();
		assertThat(this.test.log.bytes()).isZero();
		assertThat(this.target.window().hasSpace(event("a"))).isTrue();
	}

	@Test
	void shouldWaitOnWhenInterruptedSinceMembersWouldLoseMore() throws Exception {
		use(this.test.window(1000, FOREVER));
		RoomTap tap = this.test.join(this.reader, "a");
		take(broadcast(10, "a"));
		FutureTask<Boolean> loss = new FutureTask<>(() -> {
			this.target.lose(20);
			return Thread.currentThread().isInterrupted();
		});
		Thread thread = startAndAwaitWaiting(loss);
		thread.interrupt();
		await().until(() -> !thread.isInterrupted() && thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(this.target.head()).isEqualTo(10);
		this.test.log.passed(tap.mark(), 10, List.of(tap), ReaderMark.NONE, 1);
		assertThat(loss.get(30, TimeUnit.SECONDS)).isTrue();
	}

	private static Thread startAndAwaitWaiting(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		return thread;
	}

	@Test
	void shouldRefuseLossThatDoesNotReachTheHead() {
		take(broadcast(10, "a"));
		assertThatIllegalStateException().isThrownBy(() -> this.target.lose(9));
		assertThat(kept("a")).containsExactly(10L);
	}

	@Test
	void shouldResumeAtTheEndOfAHoleWithAGap() {
		take(broadcast(10, "a"));
		this.target.hole(10, 100);
		take(broadcast(100, "a"), broadcast(101, "a"));
		for (long inside : new long[] { 11, 50, 99 }) {
			StreamStart start = start("e-" + base36(inside), "a");
			assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
			assertThat(start.resumedId()).isEqualTo("e-" + base36(inside));
			assertThat(start.position()).as("before what is to come, and not in the hole").isEqualTo(10);
			assertThat(readFrom(start)).containsExactly(100L, 101L);
		}
	}

	@Test
	void shouldResumeCleanlyRightBeforeAndRightBehindAHole() {
		take(broadcast(10, "a"));
		this.target.hole(10, 100);
		take(broadcast(100, "a"), broadcast(101, "a"));
		StreamStart before = start("e-" + base36(10), "a");
		assertThat(before.isCleanResume()).isTrue();
		assertThat(readFrom(before)).containsExactly(100L, 101L);
		StreamStart behind = start("e-" + base36(100), "a");
		assertThat(behind.isCleanResume()).isTrue();
		assertThat(readFrom(behind)).containsExactly(101L);
	}

	@Test
	void shouldHaveNoPositionInsideAHole() {
		take(broadcast(10, "a"));
		this.target.hole(10, 100);
		take(broadcast(100, "a"), broadcast(101, "a"));
		assertThat(this.test.log.before(10)).isEqualTo(9);
		assertThat(this.test.log.before(100)).isEqualTo(10);
		assertThat(this.test.log.before(101)).isEqualTo(100);
		assertThat(start(new StartRequest(null, true, null, 2, false, false), "a").position()).isEqualTo(10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "quiet" })
	void shouldTellGapForAHoleOnceWhateverComesBehindIt(String room) {
		take(broadcast(10, "a"));
		this.target.hole(10, 100);
		take(broadcast(120, "a"), broadcast(130, "other"));
		StreamStart start = start("e-" + base36(50), room);
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		StreamStart again = start("e-" + base36(start.position()), room);
		assertThat(again.isCleanResume()).isTrue();
		assertThat(readFrom(again)).isEqualTo(readFrom(start));
		assertThat(start("e-" + base36(start.settledAt()), room).isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapForAHoleAndForWhatIsLostBehindIt() {
		use(this.test.events(1));
		this.target.hole(0, 100);
		take(broadcast(100, "a"), broadcast(105, "b"), broadcast(110, "a"));
		StreamStart start = start("e-" + base36(50), "a", "b");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(start.position()).isEqualTo(100);
		assertThat(start.settledAt()).isEqualTo(100);
		assertThat(start.rooms()).extracting(StreamStart.InRoom::since).containsExactly(100L, 0L);
	}

	@Test
	void shouldTellHolesApart() {
		take(broadcast(10, "a"));
		this.target.hole(10, 20);
		take(broadcast(20, "a"), broadcast(21, "a"));
		this.target.hole(21, 40);
		take(broadcast(40, "a"));
		assertThat(List.of(10, 20, 21, 40)).allMatch((sequence) -> start("e-" + base36(sequence), "a").isCleanResume());
		assertThat(readFrom(start("e-" + base36(15), "a"))).containsExactly(20L, 21L, 40L);
		assertThat(readFrom(start("e-" + base36(30), "a"))).containsExactly(40L);
	}

	@Test
	void shouldMoveOnOverAHoleWithoutALoss() {
		take(broadcast(10, "a"));
		this.target.hole(10, 100);
		this.target.advance(100);
		assertThat(this.target.head()).isEqualTo(100);
		for (long position : new long[] { 10, 100 }) {
			StreamStart start = start("e-" + base36(position), "a");
			assertThat(start.isCleanResume()).isTrue();
			assertThat(readFrom(start)).isEmpty();
		}
		assertThat(start("e-" + base36(50), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		take(broadcast(101, "a"));
		assertThat(readFrom(start("e-" + base36(10), "a"))).containsExactly(101L);
	}

	@Test
	void shouldNotGoBack() {
		take(broadcast(10, "a"));
		this.target.advance(10);
		assertThatIllegalStateException().isThrownBy(() -> this.target.advance(9));
		assertThat(this.target.head()).isEqualTo(10);
	}

	@Test
	void shouldRefuseHoleThatIsNotAboveTheHead() {
		take(broadcast(10, "a"));
		assertThatIllegalStateException().isThrownBy(() -> this.target.hole(9, 20));
		assertThatIllegalStateException().isThrownBy(() -> this.target.hole(10, 10));
	}

	private void take(SequencedRecord... records) {
		this.target.take(List.of(records));
	}

	private SequencedRecord broadcast(long sequence, String... rooms) {
		return new SequencedRecord(sequence, 0, event(rooms));
	}

	private LogRecord event(String... rooms) {
		return new LogRecord.Broadcast(List.of(rooms), this.test.event());
	}

	private static SequencedRecord close(long sequence, String room) {
		return new SequencedRecord(sequence, 0, new LogRecord.CloseRoom(room));
	}

	private static String base36(long sequence) {
		return Long.toString(sequence, 36);
	}

	// A stream that leaves again
	private StreamStart start(String lastEventId, String... rooms) {
		return start(new StartRequest(lastEventId, true, null, 0, false, false), rooms);
	}

	private StreamStart start(StartRequest request, String... rooms) {
		ReaderMark mark = this.test.log.addReader(new FakeReader());
		StreamStart start = this.test.log.join(List.of(rooms), mark, request, (callback) -> {
		});
		start.rooms().forEach((member) -> this.test.log.leave(member.tap()));
		return start;
	}

	private List<Long> readFrom(StreamStart start) {
		StreamStart.InRoom member = start.rooms().get(0);
		List<Long> entries = read(member.tap(), Math.max(start.position(), member.since()));
		assertThat(entries).isNotNull();
		return entries;
	}

	// Null if entries were lost
	private @Nullable List<Long> read(RoomTap tap, long after) {
		List<RoomEntry> entries = new ArrayList<>();
		boolean complete = this.test.log.read(tap, after, Long.MAX_VALUE, Integer.MAX_VALUE, false, entries);
		return complete ? entries.stream().map(RoomEntry::sequence).toList() : null;
	}

	private List<Long> kept(String room) {
		RoomTap tap = this.test.join(new FakeReader(), room);
		List<Long> entries = read(tap, tap.room().lostThrough());
		this.test.log.leave(tap);
		assertThat(entries).isNotNull();
		return entries;
	}

}
