package io.github.ssehub.log;

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
	 */
	long append(LogRecord record);

	/**
	 * Tell where an id lies, before a client resumes from it. Called on the thread of a
	 * request; may wait for a second.
	 * @param id the id; anything may be in it
	 * @return where it lies
	 */
	Reach reach(String id);

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
