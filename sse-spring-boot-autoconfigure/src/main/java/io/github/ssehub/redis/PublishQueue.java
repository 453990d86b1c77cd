package io.github.ssehub.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseUnavailableException;

/**
 * The records that this node has yet to publish, in their order, and those that it has
 * sent. Bounded and thread-safe.
 */
final class PublishQueue {

	private static final int MAX_RECORDS = 256;

	private static final int MAX_BYTES = 512 * 1024;

	private static final long MAX_QUEUED_BYTES = 64 * 1024 * 1024;

	private static final long CHECK_MILLIS = 5;

	// What a record costs besides its bytes, about
	private static final int OVERHEAD = 256;

	private final Map<Long, PendingRecord> sent = new ConcurrentHashMap<>();

	// Mutable state, guarded by this
	private final Deque<PendingRecord> queue = new ArrayDeque<>();

	private long queuedBytes;

	private long lastNumber;

	private boolean closed;

	/**
	 * Add a record.
	 * @param record the record
	 * @throws SseUnavailableException if the queue is full or closed
	 */
	synchronized void add(PendingRecord record) {
		if (this.closed) {
			throw new SseUnavailableException("Publishing has ended", null);
		}
		removeOver();
		if (this.queuedBytes > MAX_QUEUED_BYTES) {
			throw new SseUnavailableException("Too many events wait for Redis", null);
		}
		long number = ++this.lastNumber;
		record.setNumber(number);
		record.result().whenComplete((sequence, failure) -> this.sent.remove(number));
		this.queue.addLast(record);
		this.queuedBytes += size(record);
		notifyAll();
	}

	// Nothing else does while there is no connection
	private void removeOver() {
		while (!this.queue.isEmpty() && this.queue.getFirst().result().isDone()) {
			this.queuedBytes -= size(this.queue.removeFirst());
		}
	}

	/**
	 * Wait for records, and take as many as go in one flight.
	 * @param timeoutNanos how long to wait
	 * @return the records, empty if there are none
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized List<PendingRecord> next(long timeoutNanos) throws InterruptedException {
		if (this.queue.isEmpty() && timeoutNanos > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, timeoutNanos);
		}
		List<PendingRecord> flight = new ArrayList<>();
		int bytes = 0;
		while (!this.queue.isEmpty() && flight.size() < MAX_RECORDS) {
			PendingRecord record = this.queue.getFirst();
			if (!flight.isEmpty() && bytes + record.encoded().length > MAX_BYTES) {
				break;
			}
			this.queue.removeFirst();
			this.queuedBytes -= size(record);
			this.sent.put(record.number(), record);
			if (record.send()) {
				bytes += record.encoded().length;
				flight.add(record);
			}
			else {
				// Its publisher has given up
				this.sent.remove(record.number());
			}
		}
		return flight;
	}

	/**
	 * Put records back that were certainly not published, before all others.
	 * @param flight the records
	 * @param trouble why, or {@code null}
	 */
	synchronized void putBack(List<PendingRecord> flight, @Nullable Throwable trouble) {
		for (int i = flight.size() - 1; i >= 0; i--) {
			PendingRecord record = flight.get(i);
			this.sent.remove(record.number());
			if (record.notApplied(trouble)) {
				this.queue.addFirst(record);
				this.queuedBytes += size(record);
			}
		}
		notifyAll();
	}

	private static int size(PendingRecord record) {
		return record.encoded().length + OVERHEAD;
	}

	/**
	 * Return a record that was sent.
	 * @param number its number
	 * @return the record, or {@code null} if it is not on its way any more
	 */
	@Nullable PendingRecord sent(long number) {
		return this.sent.get(number);
	}

	// Those that Redis has and the log of this node does not
	List<PendingRecord> acknowledged() {
		return this.sent.values().stream().filter((record) -> record.acknowledged() >= 0).toList();
	}

	synchronized void wake() {
		notifyAll();
	}

	synchronized int size() {
		removeOver();
		return this.queue.size() + this.sent.size();
	}

	/**
	 * Take no more.
	 */
	synchronized void close() {
		this.closed = true;
	}

	/**
	 * Wait until all records are over.
	 * @param millis how long to wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized void awaitEmpty(long millis) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (size() > 0 && deadline - System.nanoTime() > 0) {
			wait(CHECK_MILLIS);
		}
	}

	/**
	 * Fail what is there.
	 */
	void end() {
		List<PendingRecord> unsent;
		List<PendingRecord> inDoubt;
		synchronized (this) {
			this.closed = true;
			// What is put back meanwhile is among these or those
			unsent = List.copyOf(this.queue);
			inDoubt = List.copyOf(this.sent.values());
			this.queue.clear();
			this.queuedBytes = 0;
		}
		unsent.forEach((record) -> record.unavailable("Publishing has ended", null));
		inDoubt.forEach(PendingRecord::end);
	}

}
