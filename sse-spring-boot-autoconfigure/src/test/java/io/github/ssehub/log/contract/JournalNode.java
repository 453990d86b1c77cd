package io.github.ssehub.log.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.ReaderMark;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.RoomTap;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node: a log, and the journal that feeds it.
 */
final class JournalNode {

	/**
	 * What stands where the log was told of a loss.
	 */
	static final String LOST = "(lost)";

	/**
	 * A room of all events, besides one of its own for each.
	 */
	static final String ALL = "all";

	private static final LogSettings SETTINGS = new LogSettings(
			(room) -> new RoomRetention(100_000, Duration.ofHours(1), 100_000_000, true), 100_000_000, 100_000_000,
			Duration.ofSeconds(1));

	final LogJournal journal;

	final RecordingTarget target;

	private final JournalEngine engine;

	private final EventLog log;

	private boolean running;

	JournalNode(JournalEngine engine, EventIds ids, Duration publishTimeout) {
		this.engine = engine;
		this.log = new EventLog(ids, SETTINGS, System::nanoTime);
		this.target = new RecordingTarget(this.log.target());
		this.journal = engine.createJournal(ids, System::nanoTime, publishTimeout, SETTINGS.maxWait());
		this.journal.start(this.target);
		run();
	}

	void run() {
		this.engine.run(this.journal);
		this.running = true;
	}

	void stop() {
		this.running = false;
		this.journal.stop();
	}

	boolean isRunning() {
		return this.running;
	}

	JournalStatus status() {
		JournalStatus status = this.journal.status();
		assertThat(status).as("status of a journal with an engine").isNotNull();
		return status;
	}

	// What has come here, without what only a test that settles has published
	List<String> seen() {
		return this.target.steps()
			.stream()
			.filter((step) -> !step.start())
			.map((step) -> step.isLoss() ? LOST : step.name())
			.filter((name) -> !name.startsWith(JournalCluster.SETTLING))
			.toList();
	}

	long losses() {
		return seen().stream().filter(LOST::equals).count();
	}

	// What a client gets that comes back with an id, LOST first if it is told a gap
	List<String> resume(String id) {
		ReaderMark mark = this.log.addReader(new IdleReader());
		StreamStart start = this.log.join(List.of(ALL), mark, new StartRequest(id, true, null, 0, false, false),
				(joined) -> {
				});
		RoomTap tap = start.rooms().get(0).tap();
		List<RoomEntry> entries = new ArrayList<>();
		this.log.read(tap, start.rooms().get(0).since(), start.head(), Integer.MAX_VALUE, false, entries);
		this.log.leave(tap);
		List<String> result = new ArrayList<>(start.isCleanResume() ? List.of() : List.of(LOST));
		entries.forEach((entry) -> result.add(entry.entry().event().event()));
		return result;
	}

}
