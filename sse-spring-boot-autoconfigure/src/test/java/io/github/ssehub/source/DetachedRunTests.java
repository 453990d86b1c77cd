package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.log.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Detached streams of this node that another one takes over.
 */
class DetachedRunTests {

	private final TestJournal journal = new TestJournal();

	private final HubStreams hub = this.journal.createHub();

	private final FakeDirectory directory = new FakeDirectory();

	@AfterEach
	void stop() {
		this.hub.destroy();
	}

	private static SseStream<String> stream() {
		return SseStream.<String>from(List.of()).doneEvent(SseEvent.of("done")).detached(Duration.ofMinutes(1));
	}

	@Test
	void shouldTellTheDirectoryThatAnotherNodeHasEndedIt() {
		SourceTimer timer = new SourceTimer();
		DetachedStreams streams = new DetachedStreams(this.hub, new DetachedStreams.Limits(1, 1, 1000), (owner) -> true,
				timer, this.directory, Runnable::run);
		DetachedRun run = streams.create(null, stream());
		this.journal.append(new LogRecord.EndStream(run.id(), SseStreamState.LOST, 7));
		this.journal.append(new LogRecord.EndStream(run.id(), SseStreamState.LOST, 7));
		assertThat(streams.find(run.id())).isEqualTo(SseStreamState.LOST);
		assertThat(this.directory.ends).containsExactly("LOST 7");
		timer.destroy();
	}

	@Test
	void shouldEndOnceThoughItIsTakenOverBehindItsLastEvent() {
		List<DetachedRun> ended = new ArrayList<>();
		DetachedRun run = new DetachedRun("id", null, stream(), this.hub, this.directory, 1000, ended::add);
		this.journal.before = (record) -> run.takenOver(7, (readers) -> readers.end(SseStreamState.LOST));
		run.end(SseStreamState.COMPLETED);
		assertThat(run.state()).isEqualTo(SseStreamState.LOST);
		assertThat(ended).hasSize(1);
		assertThat(this.journal.records).containsExactly("data: done");
		assertThat(this.directory.ends).isEmpty();
	}

}
