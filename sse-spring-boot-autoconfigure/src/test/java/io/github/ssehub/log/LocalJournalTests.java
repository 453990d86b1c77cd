package io.github.ssehub.log;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.contract.LogJournalContractTests;
import io.github.ssehub.log.contract.RecordingTarget;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LocalJournalTests extends LogJournalContractTests {

	@Override
	protected LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration maxWait) {
		return new LocalJournal(nanoClock, maxWait);
	}

	@Test
	void shouldNotAppendBeforeItIsStarted() {
		LogJournal journal = createJournal(new EventIds("e"), () -> 0, Duration.ZERO);
		assertThatIllegalStateException().isThrownBy(() -> journal.append(new LogRecord.CloseRoom("a")))
			.withMessage("Journal has not been started");
	}

	@Test
	void shouldAppendAfterItIsStoppedSinceAHubMayStartAgain() {
		TestLog test = new TestLog();
		LogJournal journal = createJournal(new EventIds("e"), () -> 0, Duration.ZERO);
		journal.start(test.log.target());
		journal.stop();
		journal.append(new LogRecord.Broadcast(List.of("a"), test.encode(SseEvent.of("x"))));
		assertThat(test.log.rooms()).containsExactly("a");
	}

	@Test
	void shouldStampRecordsWithTimeOfClock() {
		TestLog test = new TestLog();
		RecordingTarget target = new RecordingTarget(test.log.target());
		LogJournal journal = createJournal(new EventIds("e"), () -> 42, Duration.ZERO);
		journal.start(target);
		journal.append(new LogRecord.CloseRoom("a"));
		assertThat(target.taken()).singleElement().extracting(SequencedRecord::time).isEqualTo(42L);
	}

}
