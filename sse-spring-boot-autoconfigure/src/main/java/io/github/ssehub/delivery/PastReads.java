package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.StreamPast;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventIds;

/**
 * Has what streams have missed and the log no longer has read from the journal, for one
 * stream after the other. A stream for which that takes too long or is too much gets a
 * gap. The thread ends when there is nothing to do. Thread-safe; no method blocks.
 */
public final class PastReads {

	static final Duration MAX_WAIT = Duration.ofSeconds(1);

	static final int MAX_WAITING = 64;

	private final EventLog log;

	private final EventIds ids;

	private final LogJournal journal;

	private final PastBudget budget;

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(MAX_WAITING), (task) -> new DetachedThread(task, "sse-past"));

	/**
	 * Create a new {@link PastReads} instance.
	 * @param log the log
	 * @param ids the ids of the log
	 * @param journal the journal that feeds the log
	 * @param maxBytes how much may be in memory until streams have read it
	 */
	public PastReads(EventLog log, EventIds ids, LogJournal journal, long maxBytes) {
		this.log = log;
		this.ids = ids;
		this.journal = journal;
		this.budget = new PastBudget(maxBytes);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Read what a stream waits for, if it does.
	 * @param stream the stream
	 * @param start where it starts
	 */
	public void read(EventStream stream, StreamStart start) {
		if (start.pastThrough() == 0) {
			return;
		}
		CompletableFuture<@Nullable StreamPast> result = new CompletableFuture<>();
		result.thenAccept((past) -> deliver(stream, past));
		result.completeOnTimeout(null, MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS);
		PastRead read = new PastRead(this.log, this.journal, this.budget, stream, new StreamPast(this.ids, start),
				start.pastThrough(), result);
		try {
			this.executor.execute(() -> runAndRest(read));
		}
		catch (RejectedExecutionException ex) {
			result.complete(null);
		}
	}

	private void deliver(EventStream stream, @Nullable StreamPast past) {
		long bytes = (past != null) ? past.bytes() : 0;
		stream.goBack(past, () -> this.budget.release(bytes));
	}

	// Publishers need the engine, too: clients that come back again and again have half
	// of the time
	private static void runAndRest(PastRead read) {
		long start = System.nanoTime();
		read.run();
		LockSupport.parkNanos(System.nanoTime() - start);
	}

	/**
	 * Read no more. Streams that wait are told a gap.
	 */
	public void stop() {
		this.executor.shutdownNow();
	}

	// Not read by their streams yet
	long bytes() {
		return this.budget.used();
	}

}
