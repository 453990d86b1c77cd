package io.github.ssehub.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which streams the journal is read for, and for how long.
 */
class StreamStartsTests {

	private final HangingJournal journal = new HangingJournal();

	private final TestHub test = new TestHub(AdmissionSettings.UNLIMITED,
			(settings) -> HubLog.of(new EventIds("e"), settings, this.journal, System::nanoTime));

	private final SseSubscription subscription = SseSubscription.to("a").since(this.test.hub.position());

	@BeforeEach
	void publishMoreThanIsKept() {
		for (int i = 0; i < 200; i++) {
			this.test.hub.broadcast("a", String.valueOf(i));
		}
	}

	@AfterEach
	void stop() {
		this.test.stop();
		this.test.streams.destroy();
	}

	@Test
	void shouldReadTheJournalUntilTheHubIsDestroyed() throws InterruptedException {
		this.test.open(null, this.subscription);
		assertThat(this.journal.reading.await(10, TimeUnit.SECONDS)).isTrue();
		this.test.streams.destroy();
		assertThat(this.journal.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void shouldNotReadTheJournalInThePlaceOfASnapshot() {
		TestHub.TestStream stream = this.test.open(null,
				this.subscription.snapshot((position) -> List.of(SseEvent.of("state"))));
		this.test.stop();
		assertThat(stream.text()).contains("event: sse-gap").contains("data: state").contains("data: 199");
		assertThat(this.journal.reading.getCount()).isEqualTo(1);
	}

	/**
	 * A journal of one node that has more, and does not answer.
	 */
	private static final class HangingJournal implements LogJournal {

		private final LogJournal local = new LocalJournal(System::nanoTime, Duration.ofSeconds(1));

		private final CountDownLatch reading = new CountDownLatch(1);

		private final CountDownLatch interrupted = new CountDownLatch(1);

		@Override
		public void start(LogTarget target) {
			this.local.start(target);
		}

		@Override
		public void stop() {
			this.local.stop();
		}

		@Override
		public long append(LogRecord record) {
			return this.local.append(record);
		}

		@Override
		public Reach reach(String id) {
			return Reach.HERE;
		}

		@Override
		public boolean keepsMore() {
			return true;
		}

		@Override
		public boolean read(long after, long upTo, int max, List<SequencedRecord> target) {
			this.reading.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
			return false;
		}

	}

}
