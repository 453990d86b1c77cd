package io.github.ssehub.hub;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.log.LogRecord;

/**
 * Publishes what the transaction of its caller commits. Thread-safe. Needs the
 * transactions of Spring on the class path.
 */
final class AfterCommitPublisher implements SsePublisher {

	private final EventPublisher publisher;

	AfterCommitPublisher(EventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		if (!isInTransaction()) {
			return this.publisher.broadcast(rooms, event);
		}
		LogRecord.Broadcast record = this.publisher.record(rooms, event);
		if (record == null) {
			return position();
		}
		// Before the event, whoever else publishes meanwhile
		String position = position();
		pending().add(record);
		return (event.id() != null) ? event.id() : position;
	}

	@Override
	public CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		return isInTransaction() ? CompletableFuture.completedFuture(broadcast(rooms, event))
				: this.publisher.broadcastAsync(rooms, event);
	}

	// A scope without a transaction (SUPPORTS) has synchronizations, too. One that has
	// ended has none, and nothing to wait for
	private static boolean isInTransaction() {
		return TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive();
	}

	private PendingBroadcasts pending() {
		for (TransactionSynchronization candidate : TransactionSynchronizationManager.getSynchronizations()) {
			if (candidate instanceof PendingBroadcasts pending && pending.isOf(this.publisher)) {
				return pending;
			}
		}
		PendingBroadcasts pending = new PendingBroadcasts(this.publisher);
		TransactionSynchronizationManager.registerSynchronization(pending);
		return pending;
	}

	@Override
	public String position() {
		return this.publisher.position();
	}

	@Override
	public SsePublisher afterCommit() {
		return this;
	}

}
