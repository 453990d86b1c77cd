package io.github.ssehub.log.contract;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.ssehub.log.LogJournal;
import io.github.ssehub.wire.EventIds;

/**
 * An engine between nodes, with which {@link LogJournalFaultTests} plays faults: one for
 * each test, with nothing in it. A fault that an engine does not know, or that its author
 * cannot play, is one whose method is not there: tests with it are skipped.
 */
public interface JournalEngine extends AutoCloseable {

	/**
	 * Create the journal of one more node, that has not been started.
	 * @param ids the ids of the log, the same on all nodes
	 * @param nanoClock the clock of the log
	 * @param publishTimeout how long publishers wait for the engine
	 * @param maxWait how long the journal waits for the readers of its node
	 * @return the journal
	 */
	LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration publishTimeout, Duration maxWait);

	/**
	 * Do what an application does when it starts, once a journal has its log and also
	 * after it was stopped. Does not wait for the engine.
	 * @param journal the journal
	 */
	default void run(LogJournal journal) {
		// It runs as soon as it has its log
	}

	/**
	 * Stop the engine where it is: its connections stay open, it takes new ones, and
	 * answers nobody. What is sent meanwhile is carried out once it goes on.
	 */
	default void freeze() {
		throw new UnplayedFaultException("freeze");
	}

	/**
	 * Let the engine go on.
	 */
	default void unfreeze() {
		throw new UnplayedFaultException("unfreeze");
	}

	/**
	 * End the engine at once. It keeps what it has acknowledged, and connections are
	 * refused until it is started again.
	 */
	default void kill() {
		throw new UnplayedFaultException("kill");
	}

	/**
	 * Start the engine again after it was killed.
	 */
	default void restart() {
		throw new UnplayedFaultException("restart");
	}

	/**
	 * Remember what the engine has.
	 */
	default void remember() {
		throw new UnplayedFaultException("remember");
	}

	/**
	 * Kill the engine and start it with what was remembered, as after a crash that took
	 * the end of what it had, or with a replica that lags in its place.
	 */
	default void rollBack() {
		throw new UnplayedFaultException("rollBack");
	}

	/**
	 * Kill the engine and start it empty.
	 */
	default void loseAll() {
		throw new UnplayedFaultException("loseAll");
	}

	/**
	 * Drop all but the last records.
	 * @param keep how many to keep
	 */
	default void trim(int keep) {
		throw new UnplayedFaultException("trim");
	}

	/**
	 * End all connections. New ones can be made at once.
	 */
	default void cut() {
		throw new UnplayedFaultException("cut");
	}

	/**
	 * Have nothing come through the connections that there are, in either direction,
	 * while they stay open. New ones work.
	 */
	default void stall() {
		throw new UnplayedFaultException("stall");
	}

	/**
	 * Deliver what was sent over connections that were stalled, which is late.
	 */
	default void deliver() {
		throw new UnplayedFaultException("deliver");
	}

	/**
	 * Append a record that no node can read.
	 */
	default void garble() {
		throw new UnplayedFaultException("garble");
	}

	@Override
	void close();

}
