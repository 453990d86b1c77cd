package io.github.ssehub.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Where a stream starts.
 */
class EventLogStartTests {

	private final TestLog test = new TestLog();

	@Test
	void shouldStartNow() {
		this.test.append(3, "a");
		StreamStart start = this.test.start(StartRequest.NOW, "a", "*");
		assertThat(start.position()).isEqualTo(3);
		assertThat(start.head()).isEqualTo(3);
		assertThat(start.settledAt()).isEqualTo(3);
		assertThat(since(start)).containsExactly(entry("a", 3L), entry("*", 3L));
		assertThat(start.resumedId()).isNull();
		assertThat(start.gap()).isNull();
		assertThat(start.isCleanResume()).isFalse();
		assertThat(start.keyedOnly()).isFalse();
	}

	@Test
	void shouldStartEmptyLogAtZero() {
		StreamStart start = this.test.start(latest(StartRequest.ALL), "a", "*");
		assertThat(start.position()).isZero();
		assertThat(since(start)).containsExactly(entry("a", 0L), entry("*", 0L));
	}

	@Test
	void shouldTakeEmptyIdForNone() {
		this.test.append(3, "a");
		StreamStart start = this.test.start(resume(""), "a");
		assertThat(start.position()).isEqualTo(3);
		assertThat(start.resumedId()).isNull();
		assertThat(start.gap()).isNull();
	}

	@Test
	void shouldResumeAllRoomsFromId() {
		this.test.append("a");
		this.test.append("b");
		this.test.append("a");
		StreamStart start = this.test.start(resume("e-1"), "a", "b", "*");
		assertThat(start.position()).isEqualTo(1);
		assertThat(start.head()).isEqualTo(3);
		assertThat(start.settledAt()).isEqualTo(1);
		assertThat(since(start)).containsExactly(entry("a", 1L), entry("b", 1L), entry("*", 1L));
		assertThat(start.resumedId()).isEqualTo("e-1");
		assertThat(start.isCleanResume()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 2, 3 })
	void shouldResumeFromAnyPositionUpToTheHead(long position) {
		this.test.append(3, "a");
		StreamStart start = this.test.start(resume("e-" + position), "a");
		assertThat(start.position()).isEqualTo(position);
		assertThat(start.isCleanResume()).isTrue();
	}

	@Test
	void shouldPreferResumeToReplayAndSince() {
		this.test.append(5, "a");
		StreamStart start = this.test.start(new StartRequest("e-3", true, "e-1", StartRequest.ALL, true, false), "a");
		assertThat(since(start)).containsExactly(entry("a", 3L));
		assertThat(start.keyedOnly()).isFalse();
	}

	@Test
	void shouldResumeFromIdOfTheApplication() {
		this.test.append("b");
		this.test.append(event("order 1"), "a");
		this.test.append(2, "b");
		StreamStart start = this.test.start(resume("order 1"), "a", "b");
		assertThat(start.position()).isEqualTo(2);
		assertThat(since(start)).containsExactly(entry("a", 2L), entry("b", 2L));
		assertThat(start.resumedId()).isEqualTo("order 1");
		assertThat(start.isCleanResume()).isTrue();
	}

	@Test
	void shouldResumeFromTheEarliestOfSeveralEventsWithTheId() {
		TestLog test = this.test.events(3);
		test.append(event("own"), "a");
		test.append(event("own"), "a");
		test.append(event("own"), "a");
		assertThat(test.start(resume("own"), "a").position()).isEqualTo(1);
		test.append("a");
		assertThat(test.start(resume("own"), "a").position()).isEqualTo(2);
		test.append("a");
		assertThat(test.start(resume("own"), "a").position()).isEqualTo(3);
		test.append("a");
		assertThat(test.start(resume("own"), "a").gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		test.append(event("own"), "a");
		assertThat(test.start(resume("own"), "a").position()).isEqualTo(7);
	}

	@Test
	void shouldResumeFromTheEarliestOfSeveralRoomsWithTheId() {
		this.test.append("a");
		this.test.append(event("own"), "b");
		this.test.append(event("own"), "a");
		assertThat(this.test.start(resume("own"), "a", "b").position()).isEqualTo(2);
		assertThat(this.test.start(resume("own"), "b", "a").position()).isEqualTo(2);
		assertThat(this.test.start(resume("own"), "a").position()).isEqualTo(3);
	}

	@Test
	void shouldNotKnowIdsOfOtherRooms() {
		this.test.append(event("own"), "other");
		assertThat(this.test.start(resume("own"), "a").gap()).isEqualTo(SseGap.Reason.UNKNOWN);
	}

	@Test
	void shouldLookUpIdOfTheApplicationBeforeItsForm() {
		this.test.append(event("k3f9-1a"), "a");
		this.test.append("a");
		StreamStart start = this.test.start(resume("k3f9-1a"), "a");
		assertThat(start.position()).isEqualTo(1);
		assertThat(start.isCleanResume()).isTrue();
	}

	@Test
	void shouldReplayWhatIsKeptForIdOfOtherEpoch() {
		TestLog test = this.test.events(2);
		test.append(3, "a");
		test.append("*");
		test.append("a");
		StreamStart start = test.start(new StartRequest("f-1", true, null, 0, true, false), "a", "b", "*");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		assertThat(start.resumedId()).isEqualTo("f-1");
		assertThat(start.isCleanResume()).isFalse();
		assertThat(start.position()).isEqualTo(2);
		assertThat(start.settledAt()).isEqualTo(5);
		assertThat(since(start)).containsExactly(entry("a", 2L), entry("b", 5L), entry("*", 3L));
		assertThat(start.keyedOnly()).isFalse();
	}

	@Test
	void shouldNotReplayForIdOfOtherEpochWhereResumeIsRefused() {
		this.test.append(3, "a");
		StreamStart start = this.test.start(new StartRequest("f-1", false, null, 1, false, false), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		assertThat(since(start)).containsExactly(entry("a", 2L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "e-4", "e-zzzzzz", "e-1y2p0ij32e8e8", "e-", "e--1", "e-001", "e-+1", "e-1 ", "e-1\n", "e",
			"-", "\u0000", "nonsense", "E-1", "e-\u0661" })
	void shouldStartAsOnFirstConnectForIdThatCannotBe(String id) {
		this.test.append(3, "a");
		StreamStart start = this.test.start(new StartRequest(id, true, null, 1, true, false), "a", "*");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		assertThat(start.resumedId()).isNull();
		assertThat(start.isCleanResume()).isFalse();
		assertThat(start.position()).isEqualTo(2);
		assertThat(since(start)).containsExactly(entry("a", 2L), entry("*", 3L));
		assertThat(start.keyedOnly()).isTrue();
	}

	@Test
	void shouldStartAfterIdThatTheSubscriptionNames() {
		this.test.append(event("own"), "a");
		this.test.append(3, "b");
		StreamStart start = this.test.start(since("own"), "a", "b");
		assertThat(start.position()).isEqualTo(1);
		assertThat(since(start)).containsExactly(entry("a", 1L), entry("b", 1L));
		assertThat(start.resumedId()).isNull();
		assertThat(start.isCleanResume()).isFalse();
		assertThat(start.gap()).isNull();
		assertThat(this.test.start(since("e-2"), "b").position()).isEqualTo(2);
	}

	@Test
	void shouldTellGapAfterIdThatTheSubscriptionNamesAndIsNotKept() {
		TestLog test = this.test.events(2);
		test.append(5, "a");
		StreamStart start = test.start(since("e-1"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(start.position()).isEqualTo(3);
		assertThat(start.settledAt()).isEqualTo(3);
	}

	@Test
	void shouldReplayWhatIsKeptForUnknownIdThatTheSubscriptionNames() {
		TestLog test = this.test.events(2);
		test.append(5, "a");
		StreamStart start = test.start(since("own"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		assertThat(start.resumedId()).isNull();
		assertThat(start.position()).isEqualTo(3);
	}

	@Test
	void shouldNotTellLoneClientOfWhatOtherRoomsHaveLost() {
		TestLog test = this.test.events(0);
		test.log.leave(test.start(StartRequest.NOW, "*").rooms().get(0).tap());
		test.append("gone");
		assertThat(test.start(resume("e-0"), "*").gap()).isNull();
	}

	@Test
	void shouldStartAfterIdThatTheSubscriptionNamesIfTheClientsIsUnknown() {
		TestLog test = this.test.events(1);
		test.append("b");
		test.append(2, "a");
		StreamStart start = test.start(new StartRequest("nonsense", true, "e-0", 0, false, false), "a", "b");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.UNKNOWN);
		assertThat(start.position()).isZero();
		assertThat(start.settledAt()).as("not told again").isEqualTo(2);
		assertThat(since(start)).containsExactly(entry("a", 2L), entry("b", 0L));
	}

	@Test
	void shouldReplayLatestOfEachRoom() {
		this.test.append(4, "a");
		this.test.append(4, "b");
		this.test.append("c");
		StreamStart start = this.test.start(latest(2), "a", "b", "c", "d");
		assertThat(start.position()).isEqualTo(2);
		assertThat(start.settledAt()).isEqualTo(9);
		assertThat(since(start)).containsExactly(entry("a", 2L), entry("b", 6L), entry("c", 8L), entry("d", 9L));
		assertThat(start.resumedId()).isNull();
		assertThat(start.gap()).isNull();
	}

	@Test
	void shouldCountLatestOfBusyRoomsAcrossTheSequence() {
		for (int i = 0; i < 5; i++) {
			this.test.append("a");
			this.test.append("b");
		}
		assertThat(since(this.test.start(latest(2), "a", "b"))).containsExactly(entry("a", 6L), entry("b", 7L));
	}

	@Test
	void shouldReplayAllThatIsKept() {
		TestLog test = this.test.events(3);
		test.append(5, "a");
		assertThat(test.start(latest(StartRequest.ALL), "a").position()).isEqualTo(2);
		assertThat(test.start(latest(100), "a").position()).isEqualTo(2);
		assertThat(test.start(latest(100), "a").gap()).isNull();
	}

	@Test
	void shouldReplayOnlyEventsWithKey() {
		this.test.append(3, "a");
		StreamStart start = this.test.start(new StartRequest(null, true, null, StartRequest.ALL, true, false), "a");
		assertThat(start.keyedOnly()).isTrue();
		assertThat(start.position()).isZero();
		assertThat(start.head()).isEqualTo(3);
	}

	@Test
	void shouldReplayBroadcastsToAllOnlyToThoseWhoWereThere() {
		this.test.append(2, "*");
		assertThat(since(this.test.start(latest(StartRequest.ALL), "a", "*"))).containsEntry("*", 2L);
		assertThat(since(this.test.start(resume("e-1"), "a", "*"))).containsEntry("*", 1L);
	}

	@Test
	void shouldNotReplayRoomThatRefusesItToNewcomers() {
		TestLog test = this.test.notResumable("private");
		test.append("a");
		test.append("private");
		for (StartRequest request : new StartRequest[] { latest(StartRequest.ALL), resume("f-1"), resume("bad") }) {
			StreamStart start = test.start(request, "private");
			assertThat(start.position()).isEqualTo(2);
			assertThat(since(start)).containsExactly(entry("private", 2L));
		}
		assertThat(since(test.start(latest(5), "a", "private"))).containsExactly(entry("a", 0L), entry("private", 2L));
	}

	@Test
	void shouldTellGapWhereRoomRefusesReplayOfWhatWasMissed() {
		TestLog test = this.test.notResumable("private");
		test.append("private");
		test.append("private");
		test.append("a");
		StreamStart missed = test.start(resume("e-1"), "a", "private");
		assertThat(missed.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(since(missed)).containsExactly(entry("a", 1L), entry("private", 2L));
		assertThat(missed.position()).isEqualTo(2);
		assertThat(missed.settledAt()).isEqualTo(2);
		StreamStart complete = test.start(resume("e-2"), "a", "private");
		assertThat(complete.isCleanResume()).isTrue();
		assertThat(since(complete)).containsEntry("a", 2L);
	}

	@Test
	void shouldTellGapWhereTheSubscriptionRefusesResume() {
		this.test.append(3, "a");
		StreamStart missed = this.test.start(new StartRequest("e-2", false, null, 0, false, false), "a");
		assertThat(missed.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(missed.resumedId()).isEqualTo("e-2");
		assertThat(since(missed)).containsExactly(entry("a", 3L));
		this.test.append("b");
		StreamStart complete = this.test.start(new StartRequest("e-3", false, null, 0, false, false), "a");
		assertThat(complete.gap()).isNull();
		assertThat(complete.isCleanResume()).isFalse();
		assertThat(complete.position()).isEqualTo(4);
	}

	@Test
	void shouldTellGapForRoomsWhoseHistoryIsNotForTheStream() {
		this.test.append("a");
		this.test.append("b");
		this.test.append("a");
		this.test.append("b");
		StreamStart missed = this.test.start(liveOnly("e-1", 0), "a", "b");
		assertThat(missed.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(missed.resumedId()).isEqualTo("e-1");
		assertThat(since(missed)).containsExactly(entry("a", 1L), entry("b", 4L));
		assertThat(missed.position()).isEqualTo(2);
		this.test.append("a");
		StreamStart complete = this.test.start(liveOnly("e-4", 0), "a", "b");
		assertThat(complete.isCleanResume()).isTrue();
		assertThat(since(complete)).containsExactly(entry("a", 4L), entry("b", 4L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "f-1", "nonsense" })
	void shouldReplayNothingOfRoomsWhoseHistoryIsNotForTheStream(String lastEventId) {
		this.test.append("a");
		this.test.append("b");
		StreamStart start = this.test.start(liveOnly(lastEventId, StartRequest.ALL), "a", "b");
		assertThat(since(start)).containsExactly(entry("a", 0L), entry("b", 2L));
		assertThat(start.gap()).isEqualTo(lastEventId.isEmpty() ? null : SseGap.Reason.UNKNOWN);
	}

	private static StartRequest liveOnly(String lastEventId, int latest) {
		return new StartRequest(lastEventId, true, null, latest, false, false, Set.of("b"));
	}

	@Test
	void shouldTellGapWhereEventsAreLostAndGoOnFromTheOldestKept() {
		TestLog test = this.test.events(2);
		test.append(5, "a");
		StreamStart start = test.start(resume("e-1"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(start.resumedId()).isEqualTo("e-1");
		assertThat(start.isCleanResume()).isFalse();
		assertThat(start.position()).isEqualTo(3);
		assertThat(start.settledAt()).isEqualTo(3);
		assertThat(test.start(resume("e-3"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapWhereNothingIsKept() {
		TestLog test = this.test.events(0);
		test.append(5, "a");
		StreamStart start = test.start(resume("e-1"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(start.position()).isEqualTo(5);
		assertThat(start.settledAt()).isEqualTo(5);
	}

	@Test
	void shouldReplayRoomsWholeThatHaveLostNothing() {
		TestLog test = this.test.events(2);
		test.append(2, "a");
		test.append(2, "b");
		test.append(3, "c");
		StreamStart start = test.start(resume("e-1"), "a", "b", "c");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(since(start)).containsExactly(entry("a", 1L), entry("b", 1L), entry("c", 5L));
		assertThat(start.position()).as("not past what has yet to be replayed").isEqualTo(1);
		assertThat(start.settledAt()).as("not told again").isEqualTo(5);
	}

	@Test
	void shouldTellWhatEachRoomHasLost() {
		TestLog test = this.test.events(2);
		test.append(3, "a");
		test.append(3, "b");
		StreamStart start = test.start(resume("e-0"), "a", "b", "*");
		assertThat(since(start)).containsExactly(entry("a", 1L), entry("b", 4L), entry("*", 0L));
		assertThat(start.position()).isEqualTo(1);
		assertThat(start.settledAt()).isEqualTo(4);
	}

	@Test
	void shouldTellGapForEventThatIsGoneFromOneOfItsRooms() {
		TestLog test = this.test.events(1);
		test.append(2, "b");
		test.append("a", "b");
		test.append("a");
		StreamStart start = test.start(resume("e-2"), "a", "b");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(since(start)).containsExactly(entry("a", 3L), entry("b", 2L));
		assertThat(start.position()).as("before what the other room still has").isEqualTo(2);
		assertThat(start.settledAt()).isEqualTo(3);
		assertThat(test.start(resume("e-2"), "b").isCleanResume()).isTrue();
	}

	@Test
	void shouldPlaceGapBeforeAllThatIsKept() {
		TestLog test = this.test.events(2);
		test.append("a");
		test.append(4, "b");
		test.append(2, "a");
		StreamStart start = test.start(resume("e-0"), "a", "b");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(since(start)).containsExactly(entry("a", 1L), entry("b", 3L));
		assertThat(start.position()).as("where the losses end").isEqualTo(3);
		assertThat(start.settledAt()).isEqualTo(3);
		assertThat(test.start(resume("e-3"), "a", "b").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapForRoomThatVanished() {
		TestLog test = this.test.events(0);
		test.append(2, "a");
		assertThat(test.log.rooms()).isEmpty();
		assertThat(test.start(resume("e-1"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(test.start(resume("e-2"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellNoGapForRoomThatIsThereWhenAnotherVanishes() {
		TestLog test = this.test.events(0);
		test.join(new FakeReader(), "a");
		test.append(2, "b");
		assertThat(test.log.rooms()).containsExactly("a");
		assertThat(test.start(resume("e-0"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapForRoomThatExpired() {
		TestLog test = this.test.age(Duration.ofSeconds(1));
		test.append(2, "a");
		test.advance(Duration.ofSeconds(2));
		test.append("a");
		assertThat(test.start(resume("e-0"), "a").position()).isEqualTo(2);
		assertThat(test.start(resume("e-0"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(test.start(resume("e-2"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldNotTakeEvictionForLossIfNewerEventWithItsKeyIsKept() {
		TestLog test = this.test.events(2);
		test.append(keyed("k"), "a");
		test.append(keyed("k"), "a");
		test.append(keyed("l"), "a");
		test.append(keyed("k"), "a");
		StreamStart start = test.start(resume("e-0"), "a");
		assertThat(start.isCleanResume()).isTrue();
		assertThat(start.position()).isZero();
		test.append(2, "a");
		assertThat(test.start(resume("e-0"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(test.start(resume("e-4"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTakeEvictionForLossIfNewerEventWithItsKeyIsInAnotherRoom() {
		TestLog test = this.test.events(1);
		test.append(keyed("k"), "a");
		test.append(keyed("k"), "b");
		test.append("a");
		assertThat(test.start(resume("e-0"), "a", "b").gap()).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldTellGapForEventWithoutKeyThatWasEvictedBesideSomeWithKey() {
		TestLog test = this.test.events(1);
		test.append(keyed("k"), "a");
		test.append("a");
		test.append(keyed("k"), "a");
		StreamStart start = test.start(resume("e-0"), "a");
		assertThat(start.gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(start.position()).isEqualTo(2);
		assertThat(test.start(resume("e-2"), "a").isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapForRoomThatWasDeleted() {
		this.test.append(2, "a");
		this.test.log.delete("a");
		assertThat(this.test.start(resume("e-1"), "a").gap()).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(this.test.start(latest(5), "a").position()).isEqualTo(2);
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false);
	}

	private static StartRequest since(String id) {
		return new StartRequest(null, true, id, 0, false, false);
	}

	private static StartRequest latest(int count) {
		return new StartRequest(null, true, null, count, false, false);
	}

	private static SseEvent event(String id) {
		return SseEvent.builder().id(id).data("x").build();
	}

	private static SseEvent keyed(String key) {
		return SseEvent.builder().key(key).data("x").build();
	}

	private static Map<String, Long> since(StreamStart start) {
		Map<String, Long> result = new LinkedHashMap<>();
		start.rooms().forEach((member) -> result.put(member.tap().roomName(), member.since()));
		return result;
	}

}
