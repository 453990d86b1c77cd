package io.github.ssehub.log;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogRetentionTests {

	private final TestLog test = new TestLog();

	private final FakeReader reader = new FakeReader();

	@Test
	void shouldKeepNumberOfEventsARoom() {
		TestLog test = this.test.events(3);
		test.append(5, "a");
		test.append(2, "b");
		assertThat(test.kept("a")).containsExactly(3L, 4L, 5L);
		assertThat(test.kept("b")).containsExactly(6L, 7L);
	}

	@Test
	void shouldKeepSizeARoom() {
		TestLog test = this.test.size(3);
		test.append(5, "a");
		test.append(3, "b");
		assertThat(test.kept("a")).containsExactly(3L, 4L, 5L);
		assertThat(test.kept("b")).containsExactly(6L, 7L, 8L);
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(6, 2));
	}

	@Test
	void shouldNotKeepEventThatIsLargerThanTheRoomMay() {
		TestLog test = this.test.size(1);
		test.append("a");
		test.append(test.event("x".repeat(2 * TestLog.EVENT_SIZE)), "a");
		assertThat(test.log.bytes()).isZero();
		assertThat(test.log.rooms()).isEmpty();
	}

	@Test
	void shouldKeepEventUntilItsAge() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		test.append("a");
		test.advance(Duration.ofMinutes(3));
		test.append("a");
		test.advance(Duration.ofMinutes(2));
		test.log.expire();
		assertThat(test.kept("a")).containsExactly(1L, 2L);
		test.advance(Duration.ofNanos(1));
		test.log.expire();
		assertThat(test.kept("a")).containsExactly(2L);
	}

	@Test
	void shouldExpireOtherRoomsOnAppend() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		test.append("a");
		test.advance(Duration.ofMinutes(6));
		test.append("b");
		assertThat(test.log.rooms()).containsExactly("b");
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(1, 1));
	}

	@Test
	void shouldForgetRoomWhoseEventsAreTooOld() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		test.append(10, "a");
		test.advance(Duration.ofMinutes(6));
		test.log.expire();
		assertThat(test.log.rooms()).isEmpty();
		assertThat(test.log.bytes()).isZero();
	}

	@Test
	void shouldBoundAllRoomsTogetherOldestFirst() {
		TestLog test = this.test.total(4, 3);
		test.append("a");
		test.append("b");
		test.append("a");
		test.append("c");
		test.append("b");
		assertThat(test.kept("a")).containsExactly(3L);
		assertThat(test.kept("b")).containsExactly(2L, 5L);
		assertThat(test.kept("c")).containsExactly(4L);
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(4, 3));
	}

	@Test
	void shouldCountEventOfSeveralRoomsInEach() {
		TestLog test = this.test.total(2, 2);
		test.append("a", "b");
		test.append("c");
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(2, 2));
		assertThat(test.log.rooms()).hasSize(2).contains("c");
	}

	@Test
	void shouldBoundMemoryOfManyRoomsByTotal() {
		TestLog test = this.test.total(1000, 1000);
		for (int i = 0; i < 100_000; i++) {
			test.append("room-" + i);
		}
		assertThat(test.log.bytes()).isEqualTo(TestLog.bytes(1000, 1000));
		assertThat(test.log.rooms()).hasSize(1000).contains("room-99999");
	}

	@Test
	void shouldForgetManyRoomsByAge() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		for (int i = 0; i < 100_000; i++) {
			test.append("room-" + i);
			test.advance(Duration.ofSeconds(1));
		}
		assertThat(test.log.rooms()).hasSizeBetween(300, 301);
		test.advance(Duration.ofMinutes(6));
		test.log.expire();
		assertThat(test.log.rooms()).isEmpty();
		assertThat(test.log.bytes()).isZero();
	}

	@Test
	void shouldKeepNothingOfRoomsWithoutMembersWhenNothingIsReplayed() {
		TestLog test = this.test.events(0);
		test.append(100, "a");
		assertThat(test.log.rooms()).isEmpty();
		assertThat(test.log.bytes()).isZero();
	}

	@Test
	void shouldKeepEntriesUntilReaderHasPassedThem() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		assertThat(test.kept(tap)).containsExactly(1L, 2L, 3L);
		test.passed(tap, 2);
		assertThat(test.kept(tap)).containsExactly(3L);
		test.passed(tap, 3);
		assertThat(test.kept(tap)).isEmpty();
		assertThat(test.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldKeepEntriesUntilAllReadersHavePassedThem() {
		TestLog test = this.test.events(0);
		RoomTap first = test.join(this.reader, "a");
		RoomTap second = test.join(new FakeReader(), "a");
		test.append(3, "a");
		test.passed(first, 3);
		assertThat(test.kept(second)).containsExactly(1L, 2L, 3L);
		test.passed(second, 1);
		assertThat(test.kept(second)).containsExactly(2L, 3L);
		test.log.leave(second);
		assertThat(test.kept(first)).isEmpty();
	}

	@Test
	void shouldNotExpireEntriesThatReaderHasNotPassed() {
		TestLog test = this.test.age(Duration.ofMinutes(5)).total(1, 1);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		test.advance(Duration.ofMinutes(6));
		test.log.expire();
		assertThat(test.kept(tap)).containsExactly(1L, 2L, 3L);
		test.passed(tap, 3);
		assertThat(test.kept(tap)).isEmpty();
	}

	@Test
	void shouldKeepPassedEntriesWhileHeld() {
		TestLog test = this.test.events(0);
		RoomTap tap = test.join(this.reader, "a");
		test.append(3, "a");
		test.passed(tap, 3, 1);
		assertThat(test.kept(tap)).containsExactly(2L, 3L);
		test.passed(tap, 3);
		assertThat(test.kept(tap)).isEmpty();
	}

	@Test
	void shouldKeepNothingTooOldForMemberThatIsBehind() {
		TestLog test = this.test.age(Duration.ofMinutes(5));
		RoomTap tap = test.join(this.reader, "a");
		test.append("a");
		test.append("b");
		test.passed(tap, 2, 0);
		test.advance(Duration.ofMinutes(6));
		test.log.expire();
		assertThat(test.kept(tap)).isEmpty();
		assertThat(test.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldGiveUpWhatIsHeldBeyondALimitBeforeWhatOtherRoomsKeep() {
		TestLog test = this.test.events(1).total(5, 2);
		test.append("quiet");
		RoomTap tap = test.join(this.reader, "busy");
		for (int i = 0; i < 10; i++) {
			long sequence = test.append("busy");
			test.passed(tap, sequence, 1);
		}
		assertThat(test.log.rooms()).contains("quiet");
		assertThat(test.kept(tap)).hasSize(4);
	}

	@Test
	void shouldHoldForTheSlowestReader() {
		TestLog test = this.test.events(0);
		RoomTap first = test.join(this.reader, "a");
		RoomTap second = test.join(new FakeReader(), "a");
		test.append(4, "a");
		test.passed(first, 4, 3);
		test.passed(second, 4, 1);
		assertThat(test.kept(first)).containsExactly(2L, 3L, 4L);
		test.log.leave(second);
		assertThat(test.kept(first)).containsExactly(4L);
	}

	@Test
	void shouldBoundAllRoomsTogetherAlsoWhileHeld() {
		TestLog test = this.test.total(2, 1);
		RoomTap tap = test.join(this.reader, "a");
		test.append(4, "a");
		test.passed(tap, 4, 0);
		assertThat(test.kept(tap)).containsExactly(3L, 4L);
	}

	@Test
	void shouldDeleteEntries() {
		this.test.append(3, "a");
		this.test.append("b");
		this.test.log.delete("a");
		assertThat(this.test.log.rooms()).containsExactly("b");
		assertThat(this.test.log.bytes()).isEqualTo(TestLog.bytes(1, 1));
		this.test.log.delete("unknown");
	}

	@Test
	void shouldDeleteEntriesOnlyOnceTheyAreRead() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		this.test.log.delete("a");
		assertThat(this.test.kept(tap)).containsExactly(1L, 2L, 3L);
		this.test.passed(tap, 3, 1);
		assertThat(this.test.kept(tap)).containsExactly(2L, 3L);
		this.test.passed(tap, 3);
		assertThat(this.test.kept(tap)).isEmpty();
	}

	@Test
	void shouldKeepEntriesThatCameAfterDeletion() {
		RoomTap tap = this.test.join(this.reader, "a");
		this.test.append(3, "a");
		this.test.log.delete("a");
		this.test.append("a");
		this.test.passed(tap, 4);
		assertThat(this.test.kept(tap)).containsExactly(4L);
	}

}
