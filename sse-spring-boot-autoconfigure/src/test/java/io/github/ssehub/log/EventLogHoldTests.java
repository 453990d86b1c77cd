package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseGap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What members that are catching up keep from going.
 */
class EventLogHoldTests {

	private static final int PIECE = 256;

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	@Test
	void shouldHoldForJoinThatIsBehindUnderTheLock() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		List<Long> held = new ArrayList<>();
		test.join(this.reader, resume("e-1"), (start) -> held.add(tap.mark().heldFrom()), "a");
		assertThat(held).containsExactly(Leap.to(1));
		assertThat(test.kept(tap)).containsExactly(1L, 2L, 3L);
	}

	@Test
	void shouldHoldForJoinThatReaderHasNotHeardOf() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		test.join(this.reader, resume("e-1"), "a");
		passedWithoutLastJoins(test, tap, 1, 3, ReaderMark.NONE);
		assertThat(test.kept(tap)).containsExactly(2L, 3L);
		passedWithoutLastJoins(test, tap, 1, 3, 2);
		assertThat(test.kept(tap)).as("not raised").containsExactly(2L, 3L);
		test.passed(tap, 3, 2);
		assertThat(test.kept(tap)).containsExactly(3L);
		test.passed(tap, 3);
		assertThat(test.kept(tap)).isEmpty();
	}

	@Test
	void shouldHoldMoreForReaderThatHasNotHeardOfAllJoins() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		test.join(this.reader, resume("e-2"), "a");
		passedWithoutLastJoins(test, tap, 1, 3, 1);
		assertThat(test.kept(tap)).containsExactly(2L, 3L);
		passedWithoutLastJoins(test, tap, 1, 3, 2);
		assertThat(test.kept(tap)).containsExactly(2L, 3L);
	}

	@Test
	void shouldHoldForTheFurthestBehindOfManyJoins() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(4, "a");
		test.join(this.reader, resume("e-3"), "a");
		test.join(this.reader, resume("e-1"), "a");
		test.join(this.reader, resume("e-2"), "a");
		test.join(this.reader, StartRequest.NOW, "a");
		passedWithoutLastJoins(test, tap, 4, 4, ReaderMark.NONE);
		assertThat(test.kept(tap)).containsExactly(2L, 3L, 4L);
	}

	@Test
	void shouldNotHoldForJoinAtTheHead() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		test.join(this.reader, StartRequest.NOW, "a");
		test.join(this.reader, resume("e-3"), "a");
		assertThat(tap.mark().heldFrom()).isEqualTo(ReaderMark.NONE);
		passedWithoutLastJoins(test, tap, 2, 3, ReaderMark.NONE);
		assertThat(test.kept(tap)).isEmpty();
	}

	@Test
	void shouldHoldForJoinWithGapFromThePositionThatItIsTold() {
		TestLog test = this.test.events(2);
		RoomTap tap = test.join(this.reader, "a");
		test.append(5, "a");
		test.passed(tap, 5);
		StreamStart start = test.join(this.reader, resume("e-1"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		test.append(2, "a");
		passedWithoutLastJoins(test, tap, 1, 7, ReaderMark.NONE);
		assertThat(test.kept(tap)).containsExactly(4L, 5L, 6L, 7L);
	}

	@Test
	void shouldSettleHeldRoomsInPiecesAndAllInTheEnd() {
		TestLog test = this.test.events(0);
		List<RoomTap> taps = join(test, 3 * PIECE + 1);
		taps.forEach((tap) -> test.append(tap.roomName()));
		ReaderMark mark = test.mark(this.reader);
		test.passed(mark, test.head(), taps, 0);
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(taps.size(), taps.size()));
		assertThat(test.log.hasHeld()).isTrue();
		int left = taps.size();
		while (left > 0) {
			test.passed(mark, test.head(), List.of(), ReaderMark.NONE);
			left = Math.max(0, left - PIECE);
			assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(left, left));
		}
		assertThat(test.log.hasHeld()).isFalse();
	}

	@Test
	void shouldLookAtAllHeldRoomsInTurn() {
		TestLog test = this.test.events(0);
		List<RoomTap> taps = join(test, 2 * PIECE);
		RoomTap free = test.join(new FakeReader(), "free");
		taps.forEach((tap) -> test.append(tap.roomName()));
		test.append("free");
		test.passed(test.mark(this.reader), test.head(), taps, 0);
		test.passed(free, test.head(), 0);
		for (int i = 0; i < 3; i++) {
			test.passed(free.mark(), test.head(), List.of(), ReaderMark.NONE);
		}
		assertThat(test.kept(free)).as("behind rooms that are held on").isEmpty();
		assertThat(test.log.hasHeld()).isTrue();
	}

	@Test
	void shouldSettleGrownRoomsInPieces() {
		TestLog test = this.test.events(0);
		List<RoomTap> taps = join(test, 3 * PIECE + 1);
		taps.forEach((tap) -> test.append(tap.roomName()));
		List<Long> bytes = new ArrayList<>();
		test.log.target().window().onSpace(() -> bytes.add(test.log.bytes()));
		test.passed(test.mark(this.reader), test.head(), taps, ReaderMark.NONE);
		assertThat(bytes).containsExactly(TestLog.bytes(2 * PIECE + 1, 2 * PIECE + 1),
				TestLog.bytes(PIECE + 1, PIECE + 1), TestLog.bytes(1, 1), 0L);
	}

	private List<RoomTap> join(TestLog test, int rooms) {
		List<RoomTap> taps = new ArrayList<>();
		for (int i = 0; i < rooms; i++) {
			taps.add(test.join(this.reader, "room-" + i));
		}
		return taps;
	}

	// As a reader does that has not heard of the last members
	private void passedWithoutLastJoins(TestLog test, RoomTap tap, int unheard, long through, long heldFrom) {
		test.log.passed(tap.mark(), Leap.to(through), List.of(tap), TestLog.held(heldFrom),
				test.joins(tap.mark()) - unheard);
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

}
