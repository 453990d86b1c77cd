package io.github.ssehub.test.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublisher;

/**
 * Has the hub record what the transaction of its caller commits.
 */
final class AfterCommitRecorder implements SsePublisher {

	private final RecordingSseHub hub;

	private final boolean transactions;

	AfterCommitRecorder(RecordingSseHub hub, boolean transactions) {
		this.hub = hub;
		this.transactions = transactions;
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		this.hub.check(rooms, event);
		if (!this.transactions || !Transactions.areActive()) {
			return this.hub.record(rooms, event, true);
		}
		List<String> names = List.copyOf(rooms);
		Transactions.afterCommit(this.hub, () -> this.hub.record(names, event, true));
		return (event.id() != null) ? event.id() : position();
	}

	@Override
	public String position() {
		return this.hub.position();
	}

	@Override
	public SsePublisher afterCommit() {
		return this;
	}

	/**
	 * Loaded where Spring has transactions only.
	 */
	private static final class Transactions {

		static boolean areActive() {
			return TransactionSynchronizationManager.isSynchronizationActive()
					&& TransactionSynchronizationManager.isActualTransactionActive();
		}

		static void afterCommit(RecordingSseHub hub, Runnable action) {
			Pending pending = null;
			for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
				if (each instanceof Pending other && other.hub == hub) {
					pending = other;
				}
			}
			if (pending == null) {
				pending = new Pending(hub);
				TransactionSynchronizationManager.registerSynchronization(pending);
			}
			pending.actions.add(action);
		}

	}

	/**
	 * What one transaction publishes once it has committed, as the hub does it: not what
	 * a nested one takes back, and without failures for whoever commits.
	 */
	private static final class Pending implements TransactionSynchronization {

		private static final Log logger = LogFactory.getLog(AfterCommitRecorder.class);

		private final RecordingSseHub hub;

		private final List<Runnable> actions = new ArrayList<>();

		// How many there were at each
		private final Map<Object, Integer> savepoints = new HashMap<>();

		Pending(RecordingSseHub hub) {
			this.hub = hub;
		}

		@Override
		public void savepoint(Object savepoint) {
			this.savepoints.put(savepoint, this.actions.size());
		}

		@Override
		public void savepointRollback(Object savepoint) {
			int kept = Math.min(this.savepoints.getOrDefault(savepoint, 0), this.actions.size());
			this.actions.subList(kept, this.actions.size()).clear();
		}

		@Override
		public void afterCompletion(int status) {
			if (status == STATUS_COMMITTED) {
				this.actions.forEach(Pending::run);
			}
		}

		private static void run(Runnable action) {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				logger.error("Event was not published after the commit of its transaction", ex);
			}
		}

	}

}
