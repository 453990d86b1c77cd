package io.github.ssehub.log.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;

/**
 * A record that its publisher waits for. Thread-safe.
 */
final class PendingRecord {

	final byte[] bytes;

	final CompletableFuture<Long> result = new CompletableFuture<>();

	// Of the thread that sends
	long number;

	private boolean sent;

	PendingRecord(byte[] bytes, Duration timeout) {
		this.bytes = bytes;
		CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS)
			.execute(() -> fail("There was no answer within " + timeout));
	}

	// Returns whether it is still to be sent
	synchronized boolean send(long number) {
		if (this.result.isDone()) {
			return false;
		}
		this.number = number;
		this.sent = true;
		return true;
	}

	// Whoever has sent it does not know what becomes of it
	synchronized void fail(String message) {
		this.result.completeExceptionally(this.sent ? new SsePublishUncertainException(message, null)
				: new SseUnavailableException(message, null));
	}

}
