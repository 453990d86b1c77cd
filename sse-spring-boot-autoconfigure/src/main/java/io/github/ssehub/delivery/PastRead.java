package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.StreamPast;

/**
 * Reads for one stream what it has missed and the log no longer has, page by page, up to
 * where the log begins by then and a little further.
 */
final class PastRead implements Runnable {

	private static final Log logger = LogFactory.getLog(PastRead.class);

	static final int MAX_RECORDS = 100_000;

	private static final int PAGE = 512;

	private final EventLog log;

	private final LogJournal journal;

	private final PastBudget budget;

	private final EventStream stream;

	private final StreamPast past;

	private final long pastThrough;

	private final CompletableFuture<@Nullable StreamPast> result;

	// Mutable state, of the thread
	private final List<SequencedRecord> page = new ArrayList<>();

	private long reserved;

	private int records;

	private boolean beyond;

	PastRead(EventLog log, LogJournal journal, PastBudget budget, EventStream stream, StreamPast past, long pastThrough,
			CompletableFuture<@Nullable StreamPast> result) {
		this.log = log;
		this.journal = journal;
		this.budget = budget;
		this.stream = stream;
		this.past = past;
		this.pastThrough = pastThrough;
		this.result = result;
	}

	@Override
	public void run() {
		boolean complete = false;
		try {
			complete = readAll();
		}
		catch (RuntimeException ex) {
			logger.debug("Journal cannot be read, a client is told of a gap", ex);
		}
		finally {
			// Who waits may have given up
			if (!complete || !this.result.complete(this.past)) {
				this.budget.release(this.reserved);
			}
			this.result.complete(null);
		}
	}

	private boolean readAll() {
		long position = this.past.after();
		long through = this.pastThrough;
		while (position < through) {
			if (isInVain() || this.records >= MAX_RECORDS || !readPage(position, through)) {
				return false;
			}
			this.records += this.page.size();
			position = this.page.isEmpty() ? through : this.page.get(this.page.size() - 1).sequence();
			this.past.moveTo(position);
			if (position >= through) {
				through = findEnd(position);
			}
		}
		return true;
	}

	private long findEnd(long position) {
		// What the log has dropped meanwhile
		long lost = this.past.lostThrough(this.log, this.stream.isFiltered());
		if (lost > position || this.beyond || this.records >= MAX_RECORDS) {
			return lost;
		}
		// A page more, since the log drops on while the stream reads this
		this.beyond = true;
		return Math.min(this.log.head(), position + PAGE);
	}

	private boolean isInVain() {
		return this.result.isDone() || this.stream.isEnded();
	}

	private boolean readPage(long position, long through) {
		this.page.clear();
		if (!this.journal.read(position, through, PAGE, this.page)) {
			return false;
		}
		for (SequencedRecord record : this.page) {
			if (!this.past.add(record)) {
				return false;
			}
		}
		long more = this.past.bytes() - this.reserved;
		boolean fits = this.budget.reserve(more, this.reserved);
		this.reserved += fits ? more : 0;
		return fits;
	}

}
