package io.github.ssehub.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EventLogWindowTests {

	private static final Duration FOREVER = Duration.ofMinutes(10);

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	@Test
	void shouldWaitUntilReaderHasPassed() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		FutureTask<Long> publisher = new FutureTask<>(() -> test.append("a"));
		startAndAwaitWaiting(publisher);
		assertThat(test.head()).isEqualTo(3);
		test.passed(tap, 1);
		assertThat(publisher.get(10, TimeUnit.SECONDS)).isEqualTo(4);
		assertThat(test.log.skipped()).isZero();
		assertThat(test.kept(tap)).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void shouldHurryReadersWhilePublisherWaits() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		assertThat(this.reader.hurried).isZero();
		FutureTask<Long> publisher = new FutureTask<>(() -> test.append("a"));
		startAndAwaitWaiting(publisher);
		test.passed(tap, 1);
		publisher.get(10, TimeUnit.SECONDS);
		assertThat(this.reader.hurried).isPositive();
	}

	@Test
	void shouldNotHurryReadersAgainForNoSpace() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		RoomTap other = test.join(new FakeReader(), "b");
		test.append(3, "a");
		FutureTask<Long> publisher = new FutureTask<>(() -> test.append("a"));
		Thread thread = startAndAwaitWaiting(publisher);
		int hurried = this.reader.hurried;
		for (int i = 0; i < 100; i++) {
			test.passed(other, 0);
			await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		}
		assertThat(this.reader.hurried).isEqualTo(hurried);
		test.passed(tap, 1);
		publisher.get(10, TimeUnit.SECONDS);
	}

	@Test
	void shouldLetPublishersGoOnInTheirOrder() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		// Has to wait for all of the window
		FutureTask<Long> large = new FutureTask<>(
				() -> test.append(test.event("x".repeat(TestLog.EVENT_SIZE * 3 / 2)), "a"));
		startAndAwaitWaiting(large);
		FutureTask<Long> small = new FutureTask<>(() -> test.append("a"));
		Thread smallThread = startAndAwaitWaiting(small);
		assertThat(test.append("b")).as("not for the publishers of another room").isEqualTo(4);
		test.passed(tap, 1);
		await().until(() -> smallThread.getState() == Thread.State.TIMED_WAITING);
		assertThat(small.isDone()).as("there is space for this one").isFalse();
		test.passed(tap, 3);
		assertThat(large.get(10, TimeUnit.SECONDS)).isEqualTo(5);
		assertThat(small.get(10, TimeUnit.SECONDS)).isEqualTo(6);
		assertThat(test.log.skipped()).isZero();
	}

	@Test
	void shouldWaitUntilReaderHasLeft() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		FutureTask<Long> publisher = new FutureTask<>(() -> test.append("a"));
		startAndAwaitWaiting(publisher);
		test.log.leave(tap);
		assertThat(publisher.get(10, TimeUnit.SECONDS)).isEqualTo(4);
		assertThat(test.log.skipped()).isZero();
	}

	@Test
	void shouldNotLetOneRoomWaitForAnother() {
		TestLog test = this.test.window(3, FOREVER);
		test.join(this.reader, "a");
		test.append(3, "a");
		assertThat(test.append("b")).isEqualTo(4);
	}

	@Test
	void shouldNotWaitWithoutMembers() {
		TestLog test = this.test.window(3, FOREVER);
		test.append(100, "a");
		assertThat(test.head()).isEqualTo(100);
	}

	@Test
	void shouldTakeEventLargerThanWindowWhenNothingWaits() {
		TestLog test = this.test.window(1, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(test.event("x".repeat(5 * TestLog.EVENT_SIZE)), "a");
		assertThat(test.kept(tap)).containsExactly(1L);
	}

	@Test
	void shouldBoundWindowsOfAllRoomsTogether() {
		TestLog test = this.test.window(3, Duration.ZERO).total(5, 0);
		test.join(this.reader, "a");
		test.join(this.reader, "b");
		RoomTap tap = test.join(this.reader, "c");
		test.append(2, "a");
		test.append(2, "b");
		test.append(1, "c");
		assertThat(test.log.skipped()).isZero();
		test.append(1, "c");
		assertThat(test.log.skipped()).isEqualTo(1);
		assertThat(test.kept(tap)).containsExactly(6L);
	}

	@Test
	void shouldDropAndCountAfterMaximumWait() {
		TestLog test = this.test.window(3, Duration.ofMillis(1));
		RoomTap tap = test.join(this.reader, "a");
		test.append(5, "a");
		assertThat(test.log.skipped()).isEqualTo(2);
		assertThat(test.kept(tap)).containsExactly(3L, 4L, 5L);
	}

	@Test
	void shouldNotCountDroppedEntriesThatWerePassed() {
		TestLog test = this.test.window(3, Duration.ZERO);
		RoomTap tap = test.join(this.reader, "a");
		test.append(2, "a");
		test.passed(tap, 2);
		test.append(4, "a");
		assertThat(test.log.skipped()).isEqualTo(1);
		assertThat(test.kept(tap)).containsExactly(4L, 5L, 6L);
	}

	@Test
	void shouldAnnounceDroppedEntries() {
		TestLog test = this.test.window(1, Duration.ZERO);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		assertThat(test.take(tap, 0, 3, new ArrayList<>())).isFalse();
	}

	@Test
	void shouldNotWaitOnThreadOfReader() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		test.join(this.reader, "a");
		test.append(3, "a");
		FutureTask<Long> publisher = new FutureTask<>(() -> test.append("a"));
		new TestReaderThread(publisher).start();
		assertThat(publisher.get(10, TimeUnit.SECONDS)).isEqualTo(4);
		assertThat(test.log.skipped()).isEqualTo(1);
	}

	@Test
	void shouldWaitOnWhenInterruptedSinceMembersWouldLoseEvents() throws Exception {
		TestLog test = this.test.window(3, FOREVER);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		FutureTask<Boolean> publisher = new FutureTask<>(() -> {
			test.append("a");
			return Thread.currentThread().isInterrupted();
		});
		Thread thread = startAndAwaitWaiting(publisher);
		thread.interrupt();
		await().until(() -> !thread.isInterrupted() && thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(test.head()).isEqualTo(3);
		test.passed(tap, 1);
		assertThat(publisher.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(test.log.skipped()).isZero();
		assertThat(test.kept(tap)).containsExactly(1L, 2L, 3L, 4L);
	}

	private static Thread startAndAwaitWaiting(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		return thread;
	}

	private static final class TestReaderThread extends Thread implements LogReader.ReaderThread {

		TestReaderThread(Runnable target) {
			super(target);
		}

	}

}
