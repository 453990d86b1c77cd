package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamPast;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.WireEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream that waits for what the log no longer has.
 */
class EventLoopPastTests {

	private final LoopHarness harness = new LoopHarness(2);

	private final List<SequencedRecord> records = new ArrayList<>();

	private final AtomicInteger released = new AtomicInteger();

	@Test
	void shouldWriteNothingUntilThePastIsThere() {
		publish("a", "1", "2", "3", "4", "5");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-1", "a");
		publish("a", "6");
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		goBack(client, start);
		assertThat(client.data()).containsExactly("2", "3", "4", "5", "6");
		assertThat(client.ids()).containsExactly("e-1", "e-2", "e-3", "e-4", "e-5", "e-6");
		publish("a", "7");
		this.harness.turnAll();
		assertThat(client.data()).last().isEqualTo("7");
		assertThat(client.listener.calls()).containsExactly("opened", "joined a");
	}

	@Test
	void shouldMergeRooms() {
		publish("a", "1");
		publish("b", "2");
		publish("a", "3", "4");
		publish(List.of("a", "b"), SseEvent.of("5"));
		publish("c", "6");
		publish("b", "7");
		publish("a", "8");
		TestClient client = this.harness.create();
		goBack(client, open(client, "e-0", "a", "b"));
		assertThat(client.data()).containsExactly("1", "2", "3", "4", "5", "7", "8");
	}

	@Test
	void shouldWriteLongPastInSeveralTurns() {
		String padding = "x".repeat(500);
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			publish((i % 3 == 0) ? "a" : "b", i + padding);
			expected.add(i + padding);
		}
		TestClient client = this.harness.create();
		goBack(client, open(client, "e-0", "a", "b"));
		assertThat(client.data()).isEqualTo(expected);
		assertThat(this.released).hasValue(1);
	}

	@Test
	void shouldReleaseThePastOnceItIsWritten() {
		publish("a", "1", "2", "3", "4");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-0", "a");
		this.harness.turnAll();
		client.sink.limit(1);
		goBack(client, start);
		assertThat(client.sink.written()).contains("data: 4");
		assertThat(this.released).as("though it is not flushed").hasValue(1);
		client.release();
		this.harness.turnAll();
		assertThat(this.released).hasValue(1);
		client.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(this.released).hasValue(1);
	}

	@Test
	void shouldReleaseThePastIfTheStreamEndsMeanwhile() {
		publish("a", "1", "2", "3", "4");
		TestClient waiting = this.harness.create();
		StreamStart start = open(waiting, "e-0", "a");
		this.harness.turnAll();
		waiting.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(waiting.text()).isEmpty();
		goBack(waiting, start);
		assertThat(this.released).as("came too late").hasValue(1);
		TestClient reading = this.harness.create();
		reading.sink.limit(1);
		publish("a", "x".repeat(20_000));
		publish("a", "6", "7");
		goBack(reading, open(reading, "e-0", "a"));
		assertThat(this.released).as("not written").hasValue(1);
		reading.stream.end(CloseReason.KICKED);
		this.harness.turnAll();
		assertThat(this.released).hasValue(2);
	}

	@Test
	void shouldTellOneGapIfThePastCannotBeHad() {
		publish("a", "1", "2", "3", "4");
		publish("b", "5");
		TestClient client = this.harness.create();
		open(client, "e-0", "a", "b");
		client.stream.goBack(null, this.released::incrementAndGet);
		this.harness.turnAll();
		assertThat(client.data()).containsExactly(expired("e-0"), "3", "4", "5");
		assertThat(client.ids()).containsExactly("e-0", "e-2", "e-3", "e-4", "e-5");
		assertThat(client.listener.calls()).containsExactly("opened", "joined a", "joined b", "gap EXPIRED after e-0");
	}

	@Test
	void shouldNotDisconnectIfThePastCannotBeHad() {
		publish("a", "1", "2", "3", "4");
		TestClient client = this.harness.create(OverflowPolicy.DISCONNECT);
		open(client, "e-0", "a");
		client.stream.goBack(null, this.released::incrementAndGet);
		this.harness.turnAll();
		assertThat(client.data()).containsExactly(expired("e-0"), "3", "4");
		assertThat(client.exchange.end).isNull();
		client.sink.limit(1);
		publish("a", "5");
		this.harness.turnAll();
		publish("a", "6");
		giveUp();
		publish("a", "7", "8", "9");
		this.harness.turnAll();
		client.release();
		this.harness.turnAll();
		assertThat(client.exchange.end).as("but if it is slow").isNotNull();
	}

	@Test
	void shouldNotDisconnectIfThatIsKnownBeforeTheClientTakesAnything() {
		publish("a", "1", "2", "3", "4");
		TestClient client = this.harness.create(OverflowPolicy.DISCONNECT);
		client.sink.limit(0);
		open(client, "e-0", "a");
		client.stream.goBack(null, this.released::incrementAndGet);
		this.harness.turnAll();
		assertThat(client.text()).isEmpty();
		client.release();
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		assertThat(client.data()).containsExactly(expired("e-0"), "3", "4");
	}

	@Test
	void shouldNotDisconnectForWhatTheLogDropsBehindThePast() {
		publish("a", "1", "2", "3", "4");
		TestClient client = this.harness.create(OverflowPolicy.DISCONNECT);
		StreamStart start = open(client, "e-0", "a");
		this.harness.turnAll();
		this.harness.lose(4);
		publish("a", "5");
		goBack(client, start);
		assertThat(client.data()).containsExactly("1", "2", expired("e-2"), "5");
	}

	@Test
	void shouldTellGapForWhatTheLogDropsBehindThePast() {
		publish("a", "1", "2", "3", "4");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-0", "a");
		this.harness.turnAll();
		this.harness.lose(4);
		publish("a", "5");
		goBack(client, start);
		assertThat(client.data()).containsExactly("1", "2", expired("e-2"), "5");
		assertThat(client.ids()).containsExactly("e-0", "e-1", "e-2", "e-4", "e-5");
		assertThat(this.released).hasValue(1);
	}

	@Test
	void shouldNotGiveThePastOfARoomThatTheStreamHasLeft() {
		publish("a", "1");
		publish("b", "2", "3", "4");
		publish("a", "5", "6");
		TestClient left = this.harness.create();
		StreamStart start = open(left, "e-0", "a", "b");
		left.stream.leave("b");
		goBack(left, start);
		assertThat(left.data()).containsExactly("1", "5", "6");
		TestClient back = this.harness.create();
		start = open(back, "e-0", "a", "b");
		back.stream.leave("b");
		back.stream.join("b");
		publish("b", "7");
		goBack(back, start);
		assertThat(back.data()).containsExactly("1", "5", "6", "7");
	}

	@Test
	void shouldGiveThePastOfARoomThatIsClosedMeanwhile() {
		publish("a", "1", "2", "3");
		publish("b", "4");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-0", "a", "b");
		this.harness.turnAll();
		this.harness.close("a", client);
		publish("a", "5");
		publish("b", "6");
		goBack(client, start);
		assertThat(client.data()).containsExactly("1", "2", "3", "4", "6");
		assertThat(client.listener.calls()).endsWith("left a");
	}

	@Test
	void shouldFilterThePast() {
		publish("a", "1", "2", "3", "4", "5");
		TestClient client = this.harness.create((event) -> !event.id().equals(this.harness.ids.format(Leap.to(2))));
		goBack(client, open(client, "e-0", "a"));
		assertThat(client.data()).containsExactly("1", "3", "4", "5");
	}

	@Test
	void shouldGiveOnlyTheNewestOfAKeyInThePast() {
		keyed("k", "1");
		keyed("l", "2");
		keyed("k", "3");
		publish("a", "4", "5", "6");
		TestClient client = this.harness.create();
		goBack(client, open(client, "e-0", "a"));
		assertThat(client.data()).containsExactly("2", "3", "4", "5", "6");
	}

	@Test
	void shouldEndBehindThePast() {
		publish("a", "1", "2", "3");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-0", "a");
		client.stream.close(CloseReason.COMPLETED);
		publish("a", "4");
		this.harness.turnAll();
		assertThat(client.exchange.end).isNull();
		goBack(client, start);
		assertThat(client.data()).containsExactly("1", "2", "3");
		assertThat(client.exchange.end).isEqualTo("completed");
	}

	@Test
	void shouldHoldOnlyWhatItReadsFromTheLog() {
		publish("b", "1", "2");
		publish("a", "3", "4", "5", "6");
		TestClient client = this.harness.create();
		StreamStart start = open(client, "e-0", "a", "b");
		this.harness.turnAll();
		publish("a", "7", "8");
		publish("b", "9", "10");
		this.harness.turnAll();
		assertThat(this.harness.log.statistics().entries()).as("5 to 10").isEqualTo(6);
		goBack(client, start);
		assertThat(client.data()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
	}

	@Test
	void shouldNotWriteHeartbeatsWhileItWaits() {
		publish("a", "1", "2", "3");
		TestClient client = this.harness.create(0, null, Duration.ofMillis(100));
		open(client, "e-0", "a");
		for (int i = 0; i < 5; i++) {
			this.harness.advance(Duration.ofMillis(200));
			this.harness.turnAll();
		}
		assertThat(client.text()).isEmpty();
	}

	private StreamStart open(TestClient client, String id, String... rooms) {
		StreamStart start = client.open(List.of(rooms),
				new StartRequest(id, true, null, 0, false, client.stream.isFiltered(), Set.of(), true));
		assertThat(start.pastThrough()).as("log has lost something").isPositive();
		this.harness.attach(client, start);
		return start;
	}

	private void goBack(TestClient client, StreamStart start) {
		StreamPast past = new StreamPast(this.harness.ids, start);
		this.records.stream()
			.filter((record) -> record.sequence() > past.after() && record.sequence() <= start.pastThrough())
			.forEach((record) -> past.add(copy(record)));
		past.moveTo(start.pastThrough());
		client.stream.goBack(past, this.released::incrementAndGet);
		this.harness.turnAll();
	}

	// Sealed once only
	private SequencedRecord copy(SequencedRecord record) {
		LogRecord.Broadcast broadcast = (LogRecord.Broadcast) record.record();
		return new SequencedRecord(record.sequence(), 0,
				new LogRecord.Broadcast(broadcast.rooms(),
						WireEvent.restore(Arrays.copyOf(broadcast.event().bytes(), broadcast.event().length()),
								source(broadcast.event()), "", this.harness.ids)));
	}

	private static SseEvent source(WireEvent event) {
		SseEvent.Builder source = SseEvent.builder().data("");
		return (event.key() != null) ? source.key(event.key()).build() : source.build();
	}

	private void publish(String room, String... events) {
		for (String event : events) {
			publish(List.of(room), SseEvent.of(event));
		}
	}

	private void publish(List<String> rooms, SseEvent event) {
		long number = this.harness.publish(rooms, event);
		this.records
			.add(new SequencedRecord(Leap.to(number), 0, new LogRecord.Broadcast(rooms, this.harness.event(event))));
	}

	private void keyed(String key, String data) {
		publish(List.of("a"), SseEvent.builder().key(key).data(data).build());
	}

	// What streams have yet to read is no longer held for them
	private void giveUp() {
		this.harness.turnAll();
		this.harness.advance(Duration.ofSeconds(2));
		this.harness.turnAll();
	}

	private static String expired(String lastEventId) {
		return "{\"lastEventId\":\"" + lastEventId + "\",\"reason\":\"expired\"}";
	}

}
