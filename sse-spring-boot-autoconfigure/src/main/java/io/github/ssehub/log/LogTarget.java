package io.github.ssehub.log;

import java.util.List;

/**
 * The log of a node, as a {@link LogJournal} feeds it: from one thread at a time. Nothing
 * but {@link #lose} blocks.
 */
public interface LogTarget {

	/**
	 * Return the sequence up to which everything was taken. May be called by any thread.
	 * @return the head, zero at first
	 */
	long head();

	/**
	 * Begin behind a sequence: what came before is not kept, and a client that comes back
	 * from there is told. Called before anything is taken.
	 * @param head the sequence
	 */
	void startAt(long head);

	/**
	 * Take records. Their sequences are above the head and increasing, with any leaps
	 * between them. A record that is no broadcast is carried out with everything before
	 * it in the log, and nothing after.
	 * @param batch the records, at least one
	 */
	void take(List<SequencedRecord> batch);

	/**
	 * Take note that records are gone for good: everything up to a sequence is forgotten,
	 * and every client is told. Waits until members that keep up were offered what is
	 * there.
	 * @param through the sequence of the last record that is gone, not below the head
	 */
	void lose(long through);

	/**
	 * Take note that sequences were never given out: an id between them is of another
	 * history.
	 * @param after the last sequence before them, not below the head
	 * @param to the first sequence behind them
	 */
	void hole(long after, long to);

	/**
	 * Move the head on: there is nothing to take up to a sequence, and nothing is gone.
	 * @param to the sequence, not below the head
	 */
	void advance(long to);

	/**
	 * Return how much a journal that starts may read back for the log to keep.
	 * @return about how many bytes of records
	 */
	long readBack();

	/**
	 * Return the part of the log that members have yet to be offered, for journals that
	 * let publishers wait.
	 * @return the window
	 */
	LogWindow window();

}
