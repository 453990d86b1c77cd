package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.ssehub.log.FakeReader.FakeTap;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogTests {

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	private final List<RoomEntry> entries = new ArrayList<>();

	@Test
	void shouldStartEmpty() {
		assertThat(this.test.log.head()).isZero();
		assertThat(this.test.log.rooms()).isEmpty();
		assertThat(this.test.log.bytes()).isZero();
		assertThat(this.test.log.skipped()).isZero();
	}

	@Test
	void shouldNumberEventsOfAllRoomsInOneSequence() {
		assertThat(this.test.append("a")).isEqualTo(1);
		assertThat(this.test.append("b")).isEqualTo(2);
		assertThat(this.test.append("a")).isEqualTo(3);
		assertThat(this.test.log.head()).isEqualTo(3);
		assertThat(this.test.kept("a")).containsExactly(1L, 3L);
		assertThat(this.test.kept("b")).containsExactly(2L);
	}

	@Test
	void shouldSealEventWithIdOfItsSequence() {
		FakeTap tap = this.test.join(this.reader, "a");
		this.test.append("b");
		this.test.log.append(List.of("a"), this.test.event("hi"));
		this.test.log.read(tap, 0, 2, 1, false, this.entries);
		assertThat(this.entries).singleElement().extracting(TestLog::text).isEqualTo("data: hi\nid: e-2\n\n");
	}

	@Test
	void shouldStampEntryWithTimeOfClock() {
		FakeTap tap = this.test.join(this.reader, "a");
		this.test.now = 42;
		this.test.append("a");
		this.test.log.read(tap, 0, 1, 1, false, this.entries);
		assertThat(this.entries).singleElement().extracting((entry) -> entry.entry().time()).isEqualTo(42L);
	}

	@Test
	void shouldGiveEventOfSeveralRoomsOneSequence() {
		FakeTap a = this.test.join(this.reader, "a");
		FakeTap b = this.test.join(this.reader, "b");
		assertThat(this.test.append("a", "b")).isEqualTo(1);
		assertThat(this.test.append("b")).isEqualTo(2);
		this.test.log.read(a, 0, 2, 10, false, this.entries);
		this.test.log.read(b, 0, 2, 10, false, this.entries);
		assertThat(TestLog.sequences(this.entries)).containsExactly(1L, 1L, 2L);
		assertThat(this.entries.get(0).entry()).isSameAs(this.entries.get(1).entry());
	}

	@Test
	void shouldReadPageBetweenBounds() {
		FakeTap tap = this.test.join(this.reader, "a");
		this.test.append(20, "a");
		assertThat(this.test.log.read(tap, 3, 12, 5, false, this.entries)).isTrue();
		assertThat(TestLog.sequences(this.entries)).containsExactly(4L, 5L, 6L, 7L, 8L);
		this.entries.clear();
		assertThat(this.test.log.read(tap, 10, 12, 5, false, this.entries)).isTrue();
		assertThat(TestLog.sequences(this.entries)).containsExactly(11L, 12L);
		this.entries.clear();
		assertThat(this.test.log.read(tap, 20, 30, 5, false, this.entries)).isTrue();
		assertThat(this.entries).isEmpty();
	}

	@Test
	void shouldReadBetweenSequencesOfOtherRooms() {
		FakeTap tap = this.test.join(this.reader, "a");
		for (int i = 0; i < 10; i++) {
			this.test.append("b");
			this.test.append("a");
		}
		this.test.log.read(tap, 5, 11, 100, false, this.entries);
		assertThat(TestLog.sequences(this.entries)).containsExactly(6L, 8L, 10L);
	}

	@Test
	void shouldTellReadThatEntriesAreLost() {
		TestLog test = this.test.events(2);
		test.append(5, "a");
		FakeTap tap = test.join(this.reader, "a");
		assertThat(test.log.read(tap, 2, 5, 10, false, this.entries)).isFalse();
		assertThat(this.entries).isEmpty();
		assertThat(test.log.read(tap, 3, 5, 10, false, this.entries)).isTrue();
		assertThat(TestLog.sequences(this.entries)).containsExactly(4L, 5L);
	}

	@Test
	void shouldNotTakeEvictionsOfOtherRoomsForLoss() {
		TestLog test = this.test.events(1);
		FakeTap tap = test.join(this.reader, "a");
		test.append("a");
		test.append(5, "b");
		assertThat(test.log.read(tap, 0, 6, 10, false, this.entries)).isTrue();
		assertThat(TestLog.sequences(this.entries)).containsExactly(1L);
	}

	@Test
	void shouldTellLossOfRoomThatVanished() {
		TestLog test = this.test.events(0);
		test.append("a");
		test.append("a");
		assertThat(test.log.rooms()).isEmpty();
		FakeTap tap = test.join(this.reader, "a");
		assertThat(test.log.read(tap, 1, 2, 10, false, this.entries)).isFalse();
		assertThat(test.log.read(tap, 2, 2, 10, false, this.entries)).isTrue();
	}

	@Test
	void shouldAnnounceGrowthOnlyToTapsOfTheRoom() {
		this.test.log.addReader(this.reader);
		FakeTap a = this.test.join(this.reader, "a");
		this.test.join(this.reader, "b");
		this.test.append("a");
		assertThat(this.reader.announced).containsExactly(a);
		assertThat(this.reader.wakes).isEqualTo(1);
	}

	@Test
	void shouldAnnounceWhatWasNotTaken() {
		FakeTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		assertThat(this.test.log.take(tap, 0, 2, this.entries)).isTrue();
		assertThat(TestLog.sequences(this.entries)).containsExactly(1L, 2L);
		assertThat(this.reader.announced).containsExactly(tap);
	}

	@Test
	void shouldNotAnnounceWhatWasTaken() {
		FakeTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		this.test.log.take(tap, 0, 3, this.entries);
		assertThat(this.reader.announced).isEmpty();
		this.test.append("a");
		assertThat(this.reader.announced).containsExactly(tap);
	}

	@Test
	void shouldShareTapBetweenMembersOfOneReader() {
		FakeTap tap = this.test.join(this.reader, "a");
		assertThat(this.test.join(this.reader, "a")).isSameAs(tap);
		assertThat(this.test.join(new FakeReader(), "a")).isNotSameAs(tap);
		assertThat(this.reader.created).isEqualTo(1);
		this.test.log.leave(tap);
		assertThat(this.test.join(this.reader, "a")).isSameAs(tap);
	}

	@Test
	void shouldTellJoinTheHeadAndTapsInOrderOfRooms() {
		this.test.append("a");
		List<Start> told = new ArrayList<>();
		Start start = this.test.log.join(List.of("b", "a"), this.reader, StartRequest.NOW, told::add);
		assertThat(start.head()).isEqualTo(1);
		assertThat(start.members()).extracting((member) -> member.tap().roomName()).containsExactly("b", "a");
		assertThat(told).containsExactly(start);
		assertThat(this.reader.created).isEqualTo(2);
	}

	@Test
	void shouldForgetRoomWithoutMembersAndEntries() {
		FakeTap first = this.test.join(this.reader, "a");
		FakeTap second = this.test.join(new FakeReader(), "a");
		this.test.log.leave(first);
		assertThat(this.test.log.rooms()).containsExactly("a");
		this.test.log.leave(second);
		assertThat(this.test.log.rooms()).isEmpty();
	}

	@Test
	void shouldKeepRoomWithEntriesAfterLastMemberLeft() {
		FakeTap tap = this.test.join(this.reader, "a");
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
