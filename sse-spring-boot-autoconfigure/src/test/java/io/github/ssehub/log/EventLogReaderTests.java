package io.github.ssehub.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes beside readers that are behind, and without any, and with a room that is
 * deleted.
 */
class EventLogReaderTests {

	private static final StartRequest ALL = new StartRequest(null, true, null, StartRequest.ALL, false, false);

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	@Test
	void shouldExpireOtherRoomsBesideReaderThatPassesNothing() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		RoomTap stuck = test.join(this.reader, "stuck");
		RoomTap passed = test.join(new FakeReader(), "passed");
		test.append("stuck");
		test.append("passed");
		test.append("nobody");
		test.passed(passed, 3);
		test.advance(Duration.ofMinutes(6));
		test.log.expire();
		assertThat(test.kept(stuck)).containsExactly(1L);
		assertThat(test.kept(passed)).isEmpty();
		assertThat(test.log.rooms()).containsExactlyInAnyOrder("stuck", "passed");
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(1, 1));
	}

	@Test
	void shouldBoundOtherRoomsBesideReaderThatPassesNothing() {
		TestLog test = this.test.total(3, 3);
		RoomTap stuck = test.join(this.reader, "stuck");
		RoomTap passed = test.join(new FakeReader(), "passed");
		test.append("stuck");
		for (int i = 0; i < 10; i++) {
			test.append("nobody");
			test.passed(passed, test.append("passed"));
		}
		assertThat(test.kept(stuck)).containsExactly(1L);
		assertThat(test.kept("nobody")).containsExactly(20L);
		assertThat(test.kept(passed)).containsExactly(19L, 21L);
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(4, 3));
	}

	@Test
	void shouldBoundManyRoomsOfNobodyBesideReaderThatPassesNothing() {
		TestLog test = this.test.total(1000, 1000);
		RoomTap stuck = test.join(this.reader, "stuck");
		test.append("stuck");
		long most = 0;
		for (int i = 0; i < 120_000; i++) {
			test.append("room-" + i);
			most = Math.max(most, test.log.bytes());
		}
		assertThat(most).isLessThanOrEqualTo(TestLog.bytes(1001, 1001));
		assertThat(test.log.rooms()).hasSizeBetween(1000, 1001).contains("stuck", "room-119999");
		assertThat(test.kept(stuck)).containsExactly(1L);
	}

	@Test
	void shouldNotWaitForReaderWhoseMembersJoinedLater() {
		TestLog test = this.test.events(1);
		RoomTap tap = test.join(this.reader, "a");
		test.append(2, "a");
		test.passed(tap, 2);
		ReaderMark late = test.mark(new FakeReader());
		test.append("a");
		RoomTap joined = test.log.join(List.of("a"), late, StartRequest.NOW, (start) -> {
		}).rooms().get(0).tap();
		test.append("a");
		test.passed(tap, 4);
		assertThat(test.kept(joined)).containsExactly(4L);
	}

	@Test
	void shouldExpireEntryByItsOwnAgeHoweverLateItIsPassed() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		RoomTap late = test.join(this.reader, "late");
		test.append("late");
		test.advance(Duration.ofMinutes(4));
		test.append("other");
		test.passed(late, 2);
		test.advance(Duration.ofMinutes(2));
		test.log.expire();
		assertThat(test.kept(late)).isEmpty();
		assertThat(test.kept("other")).containsExactly(2L);
	}

	@Test
	void shouldGiveUpTheOldestFirstHoweverLateItIsPassed() {
		TestLog test = this.test.total(3, 3);
		RoomTap late = test.join(this.reader, "late");
		test.append("late");
		test.append("b");
		test.append("c");
		test.passed(late, 3);
		test.append("c");
		assertThat(test.kept(late)).isEmpty();
		assertThat(test.kept("b")).containsExactly(2L);
		assertThat(test.kept("c")).containsExactly(3L, 4L);
	}

	@Test
	void shouldNotLetJoinSeeWhatIsTooOldAlthoughNothingHappenedSince() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		test.append(3, "a");
		test.advance(Duration.ofMinutes(6));
		StreamStart latest = test.start(ALL, "a");
		assertThat(latest.position()).isEqualTo(3);
		StreamStart resumed = test.start(new StartRequest("e-1", true, null, 0, false, false), "a");
		assertThat(resumed.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(test.log.bytes()).isZero();
	}

	@Test
	void shouldNotNameRoomsOfWhatIsTooOldAlthoughNothingHappenedSince() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		test.append(3, "a");
		test.advance(Duration.ofMinutes(6));
		assertThat(test.log.rooms()).isEmpty();
		assertThat(test.log.bytes()).isZero();
	}

	@Test
	void shouldHaveNoStandInForEventsOfADeletedRoom() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(keyed(), "a");
		this.test.log.delete("a");
		this.test.append(keyed(), "a");
		this.test.passed(tap, 2);
		assertThat(this.test.kept(tap)).containsExactly(2L);
		assertThat(this.test.read(tap, 0, 2, 10, new ArrayList<>())).as("not the one that came later").isFalse();
		assertThat(this.test.start(resume("e-0"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldHaveStandInForEventsOfARoomThatWasDeletedBefore() {
		TestLog test = this.test.events(1);
		test.append(keyed(), "a");
		test.log.delete("a");
		test.append(keyed(), "a");
		test.append(keyed(), "a");
		assertThat(test.start(resume("e-1"), "a").isCleanResume()).isTrue();
		assertThat(test.start(resume("e-0"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldNotReplayWhatWasDeletedAndIsKeptForOthers() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(2, "a");
		this.test.log.delete("a");
		this.test.append("a");
		StreamStart resumed = this.test.start(resume("e-0"), "a");
		assertThat(this.test.kept(tap)).containsExactly(1L, 2L, 3L);
		assertThat(resumed.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(resumed.position()).isEqualTo(2);
		assertThat(this.test.start(ALL, "a").position()).isEqualTo(2);
	}

	@Test
	void shouldReturnLastSequenceOfDeletedRoom() {
		TestLog test = this.test.events(1);
		RoomTap tap = test.join(this.reader, "a");
		assertThat(test.log.delete("a")).isZero();
		test.append(3, "a");
		test.append("b");
		assertThat(Leap.from(test.log.delete("a"))).isEqualTo(3);
		test.passed(tap, 4);
		assertThat(test.kept(tap)).isEmpty();
		assertThat(Leap.from(test.log.delete("a"))).as("although it is gone").isEqualTo(3);
		assertThat(test.log.delete("unknown")).isZero();
	}

	@Test
	void shouldTellGapOfDeletedRoomOnlyForWhatItHad() {
		this.test.append("a");
		this.test.append(2, "b");
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.log.delete("a");
		assertThat(this.test.start(resume("e-0"), "a", "b").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(this.test.start(resume("e-1"), "a", "b").isCleanResume()).isTrue();
		this.test.passed(tap, this.test.append("a"));
		assertThat(this.test.start(resume("e-0"), "a", "b").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(this.test.start(resume("e-1"), "a", "b").isCleanResume()).isTrue();
		assertThat(this.test.start(resume("e-2"), "a", "b").isCleanResume()).isTrue();
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

	private static SseEvent keyed() {
		return SseEvent.builder().key("k").data("x").build();
	}

}
