package io.github.ssehub.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;
import io.github.ssehub.log.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of nodes that are gone, which are looked up once, and read by nobody.
 */
class StreamTakeoversTests {

	private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

	private static final Duration KEEP = Duration.ofMinutes(1);

	private static final Duration A_WHILE = Duration.ofSeconds(20);

	private final TestJournal journal = new TestJournal();

	private final HubStreams hub = this.journal.createHub();

	private final FakeDirectory directory = new FakeDirectory();

	private final ManualTimer timer = new ManualTimer();

	private final DistantStreams streams = new DistantStreams(this.hub, this.directory, this.timer, Runnable::run);

	@BeforeEach
	void addStream() {
		PrivateRoom room = PrivateRoom.ofOther(this.hub, ID, 0);
		StreamDescription description = new StreamDescription(ID, null, KEEP, new ReaderTimes(null, null, null, null),
				Map.of(), Stream.of("one", "two").map(SseEvent::of).map(room::encode).toList());
		this.directory.stream = new SharedStream(description, "other", SseStreamState.RUNNING, 0, 0);
	}

	@AfterEach
	void stop() {
		this.hub.destroy();
	}

	private SseStreamState look() {
		return this.streams.find(ID).state();
	}

	private void failOnceAt(int attempt, RuntimeException failure) {
		AtomicInteger attempts = new AtomicInteger();
		this.journal.before = (record) -> {
			if (attempts.incrementAndGet() == attempt) {
				throw failure;
			}
		};
	}

	private void assertAllTold() {
		assertThat(this.journal.records).containsExactly("data: one", "data: two", "LOST 2");
		assertThat(this.directory.ends).containsExactly("LOST 2");
		assertThat(look()).isEqualTo(SseStreamState.LOST);
		assertThat(this.timer.waiting()).as("only what deletes it").isEqualTo(1);
		this.timer.advance(KEEP);
		assertThat(this.journal.records).hasSize(4).endsWith("CloseRoom");
	}

	@Test
	void shouldEndWhatIsLost() {
		assertThat(look()).isEqualTo(SseStreamState.LOST);
		assertAllTold();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void shouldGoOnThoughNobodyLooksAgain(int attempt) {
		failOnceAt(attempt, new SseUnavailableException("away", null));
		look();
		this.timer.advance(A_WHILE);
		assertAllTold();
	}

	@Test
	void shouldTellAgainWhatPerhapsNobodyKnows() {
		failOnceAt(3, new SsePublishUncertainException("perhaps", null));
		look();
		this.timer.advance(A_WHILE);
		assertAllTold();
	}

	@Test
	void shouldGoOnWhereTheAnswerIsLost() {
		this.directory.answersToLose = 2;
		assertThat(look()).isEqualTo(SseStreamState.RUNNING);
		this.timer.advance(A_WHILE);
		assertAllTold();
	}

	@Test
	void shouldDeleteWhatCannotBeTold() {
		this.journal.before = (record) -> {
			if (record instanceof LogRecord.EndStream) {
				throw new SseUnavailableException("away", null);
			}
		};
		look();
		this.timer.advance(KEEP);
		assertThat(this.journal.records).isEqualTo(List.of("data: one", "data: two", "CloseRoom"));
	}

	@Test
	void shouldLeaveAloneWhatIsAlive() {
		this.directory.alive = true;
		assertThat(look()).isEqualTo(SseStreamState.RUNNING);
		assertThat(this.timer.waiting()).isZero();
		assertThat(this.journal.records).isEmpty();
	}

	@Test
	void shouldLeaveToAnotherWhatThatHasTakenMeanwhile() {
		failOnceAt(1, new SseUnavailableException("away", null));
		look();
		this.directory.change("third", SseStreamState.LOST, 2);
		this.timer.advance(A_WHILE);
		assertThat(this.timer.waiting()).isZero();
		assertThat(this.journal.records).isEmpty();
	}

}
