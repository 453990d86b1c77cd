package io.github.ssehub.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;

/**
 * Decides the order of what is published, and has it taken by the log of this node in
 * that order. Thread-safe. Publishing and taking are two steps: in one process they are
 * one after the other, over several nodes there is an engine between them.
 */
public interface LogJournal {

	/**
	 * Begin to feed a log. Called once, before anything is published.
	 * @param target the log
	 */
	void start(LogTarget target);

	/**
	 * Feed the log no longer.
	 */
	void stop();

	/**
	 * Put a record in order. Returns once the record is as safe as the journal promises
	 * and was taken by the log of this node, and blocks until then. An interrupt does not
	 * cut the wait short.
	 * @param record the record, which the caller no longer changes
	 * @return its sequence
	 * @throws SseUnavailableException if the record has not been published and will not
	 * be
	 * @throws SsePublishUncertainException if nobody knows whether the record has been or
	 * will be published
	 * @throws IllegalArgumentException if the journal cannot take such a record
	 * @throws IllegalStateException if the journal waits for an engine and the thread is
	 * one of a reader, which must not
	 */
	long append(LogRecord record);

	/**
	 * Put a record in order without waiting for an engine; on one node this is
	 * {@link #append}. Records of one thread have the order of its calls.
	 * @param record the record, which the caller no longer changes
	 * @return its sequence, once {@link #append} would return, or what that would throw;
	 * completed on any thread, whose callbacks must not block
	 * @throws IllegalArgumentException if the journal cannot take such a record
	 */
	default CompletableFuture<Long> appendAsync(LogRecord record) {
		return CompletableFuture.completedFuture(append(record));
	}

	/**
	 * Return whether the log of this node has come to where streams may start.
	 * @return {@code false} if clients are to come back later
	 */
	default boolean isReady() {
		return true;
	}

	/**
	 * Tell where an id lies, before a client resumes from it. Called on the thread of a
	 * request; may wait for a second.
	 * @param id the id; anything may be in it
	 * @return where it lies
	 */
	Reach reach(String id);

	/**
	 * Return whether the journal keeps more than the log of this node, so that it is
	 * worth to {@link #read}.
	 * @return {@code true} if it may have what the log no longer has
	 */
	default boolean keepsMore() {
		return false;
	}

	/**
	 * Read records again, in order and without one that is missing. Called by one thread
	 * at a time, which the journal may keep waiting for its engine.
	 * @param after the sequence after which to read
	 * @param upTo the sequence up to which to read, not above the head of the log
	 * @param max the greatest number of records to read, at least one
	 * @param target where to add the next records, which are nobody else's; none only if
	 * there are none
	 * @return whether none is missing. If one is gone, cannot be read or is of another
	 * history, what was added does not count
	 * @throws RuntimeException if the engine does not answer
	 */
	default boolean read(long after, long upTo, int max, List<SequencedRecord> target) {
		return false;
	}

	/**
	 * Return how the journal gets on with the engine that it shares with other nodes.
	 * @return a snapshot, or {@code null} if there is no engine
	 */
	default @Nullable JournalStatus status() {
		return null;
	}

	/**
	 * Where the id of a client lies, as seen from this node.
	 */
	enum Reach {

		/**
		 * The log of this node can tell.
		 */
		HERE,

		/**
		 * Beyond all that was ever published: the client is of a history that is gone.
		 */
		BEYOND,

		/**
		 * This node has yet to get there: the client is to come back later.
		 */
		LATER

	}

}
