package io.github.ssehub.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogRecord;

/**
 * A record on its way to Redis and back. Thread-safe.
 */
final class PendingRecord {

	private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final LogRecord record;

	private final byte[] encoded;

	private final Duration timeout;

	private final long deadline;

	private final long maxWaitNanos;

	private final boolean replicated;

	private final CompletableFuture<Long> result = new CompletableFuture<>();

	private volatile long number;

	// Mutable state, guarded by this
	private State state = State.QUEUED;

	private long sequence;

	private long acknowledgedAt;

	private @Nullable Throwable trouble;

	/**
	 * Create a new record.
	 * @param record the record
	 * @param encoded the same as bytes
	 * @param timeout how long its publisher waits for Redis
	 * @param maxWait how long its publisher waits for the log of this node, once Redis
	 * has it
	 * @param replicated whether it is not enough that the log of this node has it
	 */
	PendingRecord(LogRecord record, byte[] encoded, Duration timeout, Duration maxWait, boolean replicated) {
		this.record = record;
		this.encoded = encoded;
		this.timeout = timeout;
		this.deadline = System.nanoTime() + timeout.toNanos();
		this.maxWaitNanos = maxWait.toNanos();
		this.replicated = replicated;
	}

	LogRecord record() {
		return this.record;
	}

	byte[] encoded() {
		return this.encoded;
	}

	CompletableFuture<Long> result() {
		return this.result;
	}

	long number() {
		return this.number;
	}

	void setNumber(long number) {
		this.number = number;
	}

	// Return whether it is still to be sent
	synchronized boolean send() {
		if (this.state != State.QUEUED) {
			return false;
		}
		this.state = State.SENT;
		return true;
	}

	// Redis certainly does not have it. Return whether it is still to be sent
	synchronized boolean notApplied(@Nullable Throwable trouble) {
		if (this.state != State.SENT) {
			return false;
		}
		this.state = State.QUEUED;
		this.trouble = trouble;
		return true;
	}

	void acknowledge(long sequence) {
		synchronized (this) {
			if (this.state == State.SENT) {
				this.state = State.ACKNOWLEDGED;
				this.sequence = sequence;
				this.acknowledgedAt = System.nanoTime();
			}
		}
		replicated();
	}

	synchronized boolean isSeen() {
		return this.state == State.SEEN;
	}

	// As many replicas as are waited for have what Redis had
	void replicated() {
		synchronized (this) {
			if (this.state != State.SEEN) {
				return;
			}
			this.state = State.TAKEN;
		}
		this.result.complete(this.sequence);
	}

	// The sequence with which Redis has it, -1 if that is not known
	synchronized long acknowledged() {
		return (this.state == State.ACKNOWLEDGED) ? this.sequence : -1;
	}

	// Whether or not its publisher has gone
	void taken(long sequence) {
		synchronized (this) {
			if (this.replicated && this.state == State.SENT) {
				this.state = State.SEEN;
				this.sequence = sequence;
				return;
			}
			this.state = State.TAKEN;
		}
		this.result.complete(sequence);
	}

	// Redis has had it, and nobody will get it from there
	void gone(long sequence) {
		synchronized (this) {
			this.state = State.OVER;
		}
		this.result.complete(sequence);
	}

	void unavailable(String message, @Nullable Throwable cause) {
		fail(new SseUnavailableException(message, cause));
	}

	void uncertain(String message) {
		fail(new SsePublishUncertainException(message, null));
	}

	// Nobody will find out any more
	void end() {
		long acknowledged = acknowledged();
		if (acknowledged >= 0) {
			gone(acknowledged);
		}
		else {
			uncertain("Publishing has ended before Redis has acknowledged an event");
		}
	}

	private void fail(RuntimeException failure) {
		synchronized (this) {
			if (this.state == State.TAKEN) {
				return;
			}
			this.state = State.OVER;
		}
		this.result.completeExceptionally(failure);
	}

	/**
	 * Complete the result if its time is up.
	 * @param now the time
	 * @return in how many nanoseconds to ask again at the latest, not positive if the
	 * result is complete
	 */
	long expire(long now) {
		long left;
		State expired;
		long acknowledged;
		synchronized (this) {
			left = switch (this.state) {
				case QUEUED, SENT, SEEN -> this.deadline - now;
				case ACKNOWLEDGED -> this.acknowledgedAt + this.maxWaitNanos - now;
				default -> 0;
			};
			if (left > 0) {
				// It may be acknowledged meanwhile
				return Math.min(left, Math.max(this.maxWaitNanos, CHECK_NANOS));
			}
			expired = this.state;
			acknowledged = this.sequence;
			if (expired != State.TAKEN) {
				this.state = State.OVER;
			}
		}
		switch (expired) {
			case QUEUED -> this.result.completeExceptionally(new SseUnavailableException(
					"Redis could not be told of an event within " + this.timeout, this.trouble));
			case SENT -> this.result.completeExceptionally(new SsePublishUncertainException(
					"Redis has not acknowledged an event within " + this.timeout, null));
			case SEEN -> this.result.completeExceptionally(new SsePublishUncertainException(
					"Too few replicas of Redis have an event within " + this.timeout, null));
			case ACKNOWLEDGED -> this.result.complete(acknowledged);
			default -> {
				// Completed, or about to be
			}
		}
		return 0;
	}

	private enum State {

		// Not sent, or sent and certainly not applied
		QUEUED,

		// Perhaps applied
		SENT,

		// Taken by the log of this node, and perhaps by too few replicas
		SEEN,

		// Applied, and not yet taken by the log of this node
		ACKNOWLEDGED,

		TAKEN,

		// Nobody waits for it any more
		OVER

	}

}
