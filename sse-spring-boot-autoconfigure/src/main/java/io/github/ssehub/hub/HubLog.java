package io.github.ssehub.hub;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.wire.EventIds;

/**
 * What a hub keeps its events in.
 *
 * @param ids the ids of the events
 * @param log the log, which the journal feeds
 * @param journal puts in order what is published
 * @param nanoClock the clock of all, in nanoseconds
 */
public record HubLog(EventIds ids, EventLog log, LogJournal journal, LongSupplier nanoClock) {

	/**
	 * Create the log of a hub that is alone.
	 * @param settings how much to keep
	 * @return the log
	 */
	public static HubLog local(LogSettings settings) {
		EventIds ids = EventIds.ofNewEpoch(System.currentTimeMillis());
		return of(ids, settings, new LocalJournal(System::nanoTime, settings.maxWait()), System::nanoTime);
	}

	/**
	 * Create a log that a journal feeds.
	 * @param ids the ids of the events
	 * @param settings how much to keep
	 * @param journal the journal, which is started
	 * @param nanoClock the clock, in nanoseconds
	 * @return the log
	 */
	public static HubLog of(EventIds ids, LogSettings settings, LogJournal journal, LongSupplier nanoClock) {
		EventLog log = new EventLog(ids, settings, nanoClock);
		journal.start(log.target());
		return new HubLog(ids, log, journal, nanoClock);
	}

	// Whether other nodes have what this one publishes
	boolean isShared() {
		return this.journal.status() != null;
	}

	// Whether a stream may start now that goes on behind one of these ids. May wait for a
	// moment
	boolean canStart(@Nullable String lastEventId, @Nullable String since) {
		return this.journal.isReady() && reaches(lastEventId) && reaches(since);
	}

	private boolean reaches(@Nullable String id) {
		return id == null || this.journal.reach(id) != LogJournal.Reach.LATER;
	}

}
