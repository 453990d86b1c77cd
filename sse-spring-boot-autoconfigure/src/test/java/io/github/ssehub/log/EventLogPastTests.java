package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which streams start with what a journal has and the log no longer does.
 */
class EventLogPastTests {

	private final TestLog test = new TestLog();

	private final List<StreamStart.InRoom> members = new ArrayList<>();

	@Test
	void shouldStartInThePastWhereTheLogHasLostSomething() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		test.append("b");
		StreamStart start = test.start(resume("e-1"), "a", "b", "*");
		assertThat(start.pastThrough()).isEqualTo(2);
		assertThat(start.position()).isEqualTo(1);
		assertThat(start.rooms()).extracting(StreamStart.InRoom::since).containsExactly(1L, 1L, 1L);
		assertThat(start.isCleanResume()).isTrue();
		assertThat(start.resumedId()).isEqualTo("e-1");
		assertThat(start.settledAt()).isEqualTo(1);
	}

	@Test
	void shouldStartAfterAnIdInThePast() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		StreamStart start = test.start(new StartRequest(null, true, "e-0", 0, false, false, Set.of(), true), "a");
		assertThat(start.pastThrough()).isEqualTo(2);
		assertThat(start.gap()).isNull();
		assertThat(start.resumedId()).isNull();
	}

	@Test
	void shouldNotNeedThePastWhereNothingIsLost() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		StreamStart start = test.start(resume("e-2"), "a");
		assertThat(start.pastThrough()).isZero();
		assertThat(start.isCleanResume()).isTrue();
	}

	@Test
	void shouldTellGapWhereThePastIsNotAskedFor() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		assertThat(gap(test, new StartRequest("e-1", true, null, 0, false, false), "a"))
			.isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(gap(test, new StartRequest("e-1", false, null, 0, false, false, Set.of(), true), "a"))
			.as("not resumable")
			.isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldTellGapForRoomThatKeepsNothing() {
		TestLog test = this.test.events(0);
		test.append(3, "a");
		assertThat(gap(test, resume("e-1"), "a")).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldTellGapForRoomThatKeepsToItsLimits() {
		TestLog test = this.test.events(1).exact();
		test.append(3, "a");
		assertThat(gap(test, resume("e-1"), "a")).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldTellGapForRoomOfWhichNothingIsReplayed() {
		TestLog test = this.test.events(1).notResumable("b");
		test.append(3, "a");
		test.append("b");
		assertThat(gap(test, resume("e-1"), "a", "b")).isEqualTo(SseGap.Reason.EXPIRED);
		StreamStart start = test.start(resume("e-1"), "a", "c");
		assertThat(start.pastThrough()).as("nothing is missing there").isEqualTo(2);
		StartRequest request = resume("e-1").andLiveOnly(Set.of("a"));
		assertThat(gap(test, request, "a")).isEqualTo(SseGap.Reason.EXPIRED);
	}

	@Test
	void shouldNotGiveThePastOfRoomOfWhichNothingIsReplayed() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		StreamStart start = test.start(resume("e-1").andLiveOnly(Set.of("b")), "a", "b");
		assertThat(start.pastThrough()).isEqualTo(2);
		assertThat(start.rooms()).extracting(StreamStart.InRoom::since).containsExactly(1L, 3L);
	}

	@Test
	void shouldTellGapForWhatWasInARoomThatWasClosed() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		RoomTap tap = test.join(new FakeReader(), "a");
		test.log.delete("a");
		test.append(2, "a");
		test.passed(tap, 5);
		assertThat(gap(test, resume("e-1"), "a")).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(test.start(resume("e-3"), "a").pastThrough()).as("behind the end").isEqualTo(4);
	}

	@Test
	void shouldLookForTheEndOfARoomThatMayHaveBeenClosed() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		test.append(2, "b");
		test.log.delete("a");
		assertThat(test.log.rooms()).containsExactly("b");
		assertThat(test.start(resume("e-1"), "a").pastThrough()).isEqualTo(5);
	}

	@Test
	void shouldNotLookForTheEndsOfPrivateRooms() {
		TestLog test = this.test.events(1);
		test.append(3, "a");
		test.append("\u0001b");
		test.append("a");
		test.log.delete("\u0001b");
		assertThat(test.start(resume("e-1"), "c").pastThrough()).as("c may be a room that is gone").isEqualTo(4);
	}

	@Test
	void shouldTellGapForIdThatWasNeverGivenOut() {
		LogTarget target = this.test.events(1).log.target();
		target.hole(0, Leap.to(5));
		target.advance(Leap.to(5));
		this.test.append(3, "a");
		assertThat(gap(this.test, resume("e-2"), "a")).isEqualTo(SseGap.Reason.EXPIRED);
		assertThat(this.test.start(resume("e-5"), "a").pastThrough()).isEqualTo(7);
	}

	@Test
	void shouldHoldOnlyWhatIsNotInThePast() {
		TestLog test = this.test.events(2);
		test.append(2, "b");
		test.append(4, "a");
		StreamStart start = test.join(new FakeReader(), resume("e-0"), "a", "b");
		assertThat(Leap.from(start.pastThrough())).isEqualTo(4);
		test.append(2, "b");
		test.append(2, "a");
		List<RoomTap> taps = start.rooms().stream().map(StreamStart.InRoom::tap).toList();
		test.log.passed(taps.get(0).mark(), test.log.head(), taps, ReaderMark.NONE, 0);
		assertThat(test.kept(taps.get(0))).containsExactly(5L, 6L, 9L, 10L);
		assertThat(test.kept(taps.get(1))).containsExactly(7L, 8L);
	}

	@Test
	void shouldSortRecordsByRoom() {
		StreamPast past = past("a", "b");
		assertThat(past.add(record(1, "one", "a"))).isTrue();
		assertThat(past.add(record(2, "two", "c"))).isTrue();
		assertThat(past.add(record(3, "three", "b", "a"))).isTrue();
		past.moveTo(4);
		assertThat(past.after()).isZero();
		assertThat(past.through()).isEqualTo(4);
		assertThat(texts(past, "a")).containsExactly("data: one\nid: e-1\n\n", "data: three\nid: e-3\n\n");
		assertThat(texts(past, "b")).containsExactly("data: three\nid: e-3\n\n");
		assertThat(entries(past, "a").get(1).entry()).as("one event").isSameAs(entries(past, "b").get(0).entry());
		assertThat(past.bytes()).isEqualTo(2L * entries(past, "a").get(1).size + entries(past, "a").get(0).size);
	}

	@Test
	void shouldLinkEventsOfOneKey() {
		StreamPast past = past("a");
		past.add(record(1, SseEvent.builder().key("k").data("1").build(), "a"));
		past.add(record(2, SseEvent.builder().key("l").data("2").build(), "a"));
		past.add(record(3, SseEvent.builder().key("k").data("3").build(), "a"));
		List<RoomEntry> entries = entries(past, "a");
		assertThat(entries.get(0).successor()).isSameAs(entries.get(2));
		assertThat(entries.get(1).successor()).isNull();
	}

	@Test
	void shouldNotReplayWhatWasInARoomThatWasClosed() {
		StreamPast past = past("a", "b");
		past.add(record(1, "one", "a"));
		assertThat(past.add(close(2, "c"))).isTrue();
		assertThat(past.add(close(3, "b"))).as("nothing was in there").isTrue();
		assertThat(past.add(close(4, "a"))).isFalse();
	}

	private StreamPast past(String... rooms) {
		StreamStart start = this.test.join(new FakeReader(), StartRequest.NOW, rooms);
		this.members.addAll(start.rooms());
		return new StreamPast(new EventIds("e"), start);
	}

	private List<RoomEntry> entries(StreamPast past, String room) {
		return past.entries(tap(room));
	}

	private RoomTap tap(String room) {
		return this.members.stream()
			.map(StreamStart.InRoom::tap)
			.filter((tap) -> tap.roomName().equals(room))
			.findFirst()
			.orElseThrow();
	}

	private List<String> texts(StreamPast past, String room) {
		return entries(past, room).stream()
			.map((entry) -> new String(entry.entry().event().bytes(), 0, entry.entry().event().length()))
			.toList();
	}

	private SequencedRecord record(long sequence, String data, String... rooms) {
		return record(sequence, SseEvent.of(data), rooms);
	}

	private SequencedRecord record(long sequence, SseEvent event, String... rooms) {
		return new SequencedRecord(sequence, 0, new LogRecord.Broadcast(List.of(rooms), this.test.encode(event)));
	}

	private static SequencedRecord close(long sequence, String room) {
		return new SequencedRecord(sequence, 0, new LogRecord.CloseRoom(room));
	}

	private static SseGap.@Nullable Reason gap(TestLog test, StartRequest request, String... rooms) {
		StreamStart start = test.start(request, rooms);
		assertThat(start.pastThrough()).isZero();
		return start.gap();
	}

	private static StartRequest resume(String lastEventId) {
		return new StartRequest(lastEventId, true, null, 0, false, false, Set.of(), true);
	}

}
