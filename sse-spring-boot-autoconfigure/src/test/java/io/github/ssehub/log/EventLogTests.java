package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogTests {

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	private final List<RoomEntry> entries = new ArrayList<>();

	@Test
	void shouldStartEmpty() {
		assertThat(this.test.head()).isZero();
		assertThat(this.test.log.rooms()).isEmpty();
		assertThat(this.test.log.bytes()).isZero();
		assertThat(this.test.log.skipped()).isZero();
	}

	@Test
	void shouldNumberEventsOfAllRoomsInOneSequence() {
		assertThat(this.test.append("a")).isEqualTo(1);
		assertThat(this.test.append("b")).isEqualTo(2);
		assertThat(this.test.append("a")).isEqualTo(3);
		assertThat(this.test.head()).isEqualTo(3);
		assertThat(this.test.kept("a")).containsExactly(1L, 3L);
		assertThat(this.test.kept("b")).containsExactly(2L);
	}

	@Test
	void shouldSealEventWithIdOfItsSequence() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append("b");
		this.test.append(this.test.event("hi"), "a");
		this.test.read(tap, 0, 2, 1, this.entries);
		assertThat(this.entries).singleElement().extracting(TestLog::text).isEqualTo("data: hi\nid: e-2\n\n");
	}

	@Test
	void shouldStampEntryWithTimeOfClock() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.now = 42;
		this.test.append("a");
		this.test.read(tap, 0, 1, 1, this.entries);
		assertThat(this.entries).singleElement().extracting((entry) -> entry.entry().time()).isEqualTo(42L);
	}

	@Test
	void shouldGiveEventOfSeveralRoomsOneSequence() {
		RoomTap a = this.test.join(this.reader, "a");
		RoomTap b = this.test.join(this.reader, "b");
		assertThat(this.test.append("a", "b")).isEqualTo(1);
		assertThat(this.test.append("b")).isEqualTo(2);
		this.test.read(a, 0, 2, 10, this.entries);
		this.test.read(b, 0, 2, 10, this.entries);
		assertThat(TestLog.numbers(this.entries)).containsExactly(1L, 1L, 2L);
		assertThat(this.entries.get(0).entry()).isSameAs(this.entries.get(1).entry());
	}

	@Test
	void shouldReadPageBetweenBounds() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(20, "a");
		assertThat(this.test.read(tap, 3, 12, 5, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(4L, 5L, 6L, 7L, 8L);
		this.entries.clear();
		assertThat(this.test.read(tap, 10, 12, 5, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(11L, 12L);
		this.entries.clear();
		assertThat(this.test.read(tap, 20, 30, 5, this.entries)).isTrue();
		assertThat(this.entries).isEmpty();
	}

	@Test
	void shouldReadBetweenSequencesOfOtherRooms() {
		RoomTap tap = this.test.join(this.reader, "a");
		for (int i = 0; i < 10; i++) {
			this.test.append("b");
			this.test.append("a");
		}
		this.test.read(tap, 5, 11, 100, this.entries);
		assertThat(TestLog.numbers(this.entries)).containsExactly(6L, 8L, 10L);
	}

	@Test
	void shouldTellReadThatEntriesAreLost() {
		TestLog test = this.test.events(2);
		test.append(5, "a");
		RoomTap tap = test.join(this.reader, "a");
		assertThat(test.read(tap, 2, 5, 10, this.entries)).isFalse();
		assertThat(this.entries).isEmpty();
		assertThat(test.read(tap, 3, 5, 10, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(4L, 5L);
	}

	@Test
	void shouldTellMemberWithFilterOfLossDespiteNewerEventWithTheKey() {
		TestLog test = this.test.events(1);
		RoomTap tap = test.join(this.reader, "a");
		test.append(SseEvent.builder().key("k").data("x").build(), "a");
		test.append(SseEvent.builder().key("k").data("y").build(), "a");
		test.passed(tap, 2);
		assertThat(test.log.read(tap, 0, Long.MAX_VALUE, 10, false, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(2L);
		assertThat(test.log.read(tap, 0, Long.MAX_VALUE, 10, true, this.entries)).as("may refuse it").isFalse();
		assertThat(Leap.from(test.log.lostThrough(tap, true))).isEqualTo(1);
		assertThat(test.log.lostThrough(tap, false)).isZero();
	}

	@Test
	void shouldNotTakeEvictionsOfOtherRoomsForLoss() {
		TestLog test = this.test.events(1);
		RoomTap tap = test.join(this.reader, "a");
		test.append("a");
		test.append(5, "b");
		assertThat(test.read(tap, 0, 6, 10, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(1L);
	}

	@Test
	void shouldTellLossOfRoomThatVanished() {
		TestLog test = this.test.events(0);
		test.append("a");
		test.append("a");
		assertThat(test.log.rooms()).isEmpty();
		RoomTap tap = test.join(this.reader, "a");
		assertThat(test.read(tap, 1, 2, 10, this.entries)).isFalse();
		assertThat(test.read(tap, 2, 2, 10, this.entries)).isTrue();
	}

	@Test
	void shouldAnnounceGrowthOnlyToTapsOfTheRoom() {
		RoomTap a = this.test.join(this.reader, "a");
		this.test.join(this.reader, "b");
		this.test.append("a");
		assertThat(this.reader.announced).containsExactly(a);
		assertThat(this.reader.wakes).isEqualTo(1);
	}

	@Test
	void shouldAnnounceWhatWasNotTaken() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		assertThat(this.reader.announced).as("once").containsExactly(tap);
		this.reader.announced.clear();
		assertThat(this.test.take(tap, 0, 2, this.entries)).isTrue();
		assertThat(TestLog.numbers(this.entries)).containsExactly(1L, 2L);
		assertThat(this.reader.announced).containsExactly(tap);
	}

	@Test
	void shouldNotAnnounceWhatWasTaken() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		this.reader.announced.clear();
		this.test.take(tap, 0, 3, this.entries);
		assertThat(this.reader.announced).isEmpty();
		this.test.append("a");
		assertThat(this.reader.announced).containsExactly(tap);
	}

	@Test
	void shouldShareTapBetweenMembersOfOneReader() {
		RoomTap tap = this.test.join(this.reader, "a");
		assertThat(this.test.join(this.reader, "a")).isSameAs(tap);
		assertThat(this.test.join(new FakeReader(), "a")).isNotSameAs(tap);
		this.test.log.leave(tap);
		assertThat(this.test.join(this.reader, "a")).isSameAs(tap);
	}

	@Test
	void shouldTellJoinTheHeadAndTapsInOrderOfRooms() {
		this.test.append("a");
		List<StreamStart> told = new ArrayList<>();
		StreamStart start = this.test.join(this.reader, StartRequest.NOW, told::add, "b", "a");
		assertThat(Leap.from(start.head())).isEqualTo(1);
		assertThat(start.rooms()).extracting((member) -> member.tap().roomName()).containsExactly("b", "a");
		assertThat(told).containsExactly(start);
	}

	@Test
	void shouldForgetRoomWithoutMembersAndEntries() {
		RoomTap first = this.test.join(this.reader, "a");
		RoomTap second = this.test.join(new FakeReader(), "a");
		this.test.log.leave(first);
		assertThat(this.test.log.rooms()).containsExactly("a");
		this.test.log.leave(second);
		assertThat(this.test.log.rooms()).isEmpty();
	}

	@Test
	void shouldKeepRoomWithEntriesAfterLastMemberLeft() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append("a");
		this.test.log.leave(tap);
		assertThat(this.test.log.rooms()).containsExactly("a");
		assertThat(this.test.kept("a")).containsExactly(1L);
	}

	@Test
	void shouldReturnSnapshotOfRooms() {
		this.test.append("a");
		Set<String> rooms = this.test.log.rooms();
		this.test.append("b");
		assertThat(rooms).containsExactly("a");
		assertThat(this.test.log.rooms()).containsExactlyInAnyOrder("a", "b");
	}

}
