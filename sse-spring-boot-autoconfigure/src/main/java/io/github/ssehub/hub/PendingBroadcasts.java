package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.transaction.support.TransactionSynchronization;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.log.LogRecord;

/**
 * What one transaction publishes once it has committed. Not thread-safe, as transactions
 * are not.
 */
final class PendingBroadcasts implements TransactionSynchronization {

	private static final Log logger = LogFactory.getLog(PendingBroadcasts.class);

	private final EventPublisher publisher;

	// Mutable state
	private final List<LogRecord.Broadcast> records = new ArrayList<>();

	// How many there were at each
	private final Map<Object, Integer> savepoints = new HashMap<>();

	PendingBroadcasts(EventPublisher publisher) {
		this.publisher = publisher;
	}

	boolean isOf(EventPublisher publisher) {
		return this.publisher == publisher;
	}

	void add(LogRecord.Broadcast record) {
		this.records.add(record);
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, this.records.size());
	}

	// One that is not known is older than all broadcasts
	@Override
	public void savepointRollback(Object savepoint) {
		int kept = Math.min(this.savepoints.getOrDefault(savepoint, 0), this.records.size());
		this.records.subList(kept, this.records.size()).clear();
	}

	// Not afterCommit: Spring does not call that where another one has thrown, nor for
	// the first broadcast that another one makes, and passes on what it throws to
	// whoever has committed
	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_COMMITTED) {
			this.records.forEach(this::publish);
		}
		else if (status == STATUS_UNKNOWN && !this.records.isEmpty()) {
			logger.warn(LogMessage.format("%d events are not published: nobody knows how their transaction has ended",
					this.records.size()));
		}
	}

	private void publish(LogRecord.Broadcast record) {
		if (!this.publisher.isPublishing()) {
			return;
		}
		try {
			this.publisher.append(record);
		}
		catch (SsePublishUncertainException ex) {
			logger.error(LogMessage.format(
					"Nobody knows whether event for %s was published after the commit of its transaction",
					record.rooms()), ex);
		}
		catch (RuntimeException ex) {
			logger.error(LogMessage.format("Event for %s was not published after the commit of its transaction",
					record.rooms()), ex);
		}
	}

}
