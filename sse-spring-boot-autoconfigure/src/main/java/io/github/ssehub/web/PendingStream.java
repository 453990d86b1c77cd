package io.github.ssehub.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.source.SourceTimer;

/**
 * A stream whose response waits for the first signal of its source, but no longer than a
 * heartbeat interval.
 */
final class PendingStream {

	private final FirstSignal first;

	private final Duration patience;

	private final Map<String, String> headers;

	private final Supplier<@Nullable SseEmitter> emitter;

	private final Runnable abandon;

	// Mutable state
	private volatile boolean goesOn;

	PendingStream(FirstSignal first, Duration patience, Map<String, String> headers,
			Supplier<@Nullable SseEmitter> emitter, Runnable abandon) {
		this.first = first;
		this.patience = patience;
		this.headers = headers;
		this.emitter = emitter;
		this.abandon = abandon;
	}

	static PendingStream of(@Nullable SseEmitter emitter) {
		FirstSignal first = new FirstSignal();
		first.test(null);
		return new PendingStream(first, Duration.ZERO, Map.of(), () -> emitter, () -> {
		});
	}

	// The client is to stay away
	static PendingStream ofNothing() {
		return of(null);
	}

	boolean isReady() {
		return this.first.isDecided();
	}

	// Resumes the request with the given value, now or later. Not with a timeout of the
	// container, which ends the request under the feet of whoever resumes it
	DeferredResult<Object> await(Object value, SourceTimer timer) {
		DeferredResult<Object> deferred = new DeferredResult<>(0L);
		deferred.onCompletion(this::completed);
		Future<?> timeout = this.patience.isZero() ? CompletableFuture.completedFuture(null)
				: timer.schedule(() -> this.first.test(null), this.patience);
		this.first.listen(() -> {
			timeout.cancel(false);
			deferred.setResult(value);
		});
		return deferred;
	}

	// A container may end a request that fails without a dispatch
	private void completed() {
		if (!this.goesOn) {
			this.abandon.run();
		}
	}

	// What Spring MVC is to answer with, on a thread of the request
	ResponseEntity<SseEmitter> open(ResponseEntity<?> entity) throws Exception {
		this.goesOn = true;
		Throwable error = this.first.error();
		if (error != null) {
			throw (error instanceof Exception exception) ? exception : new IllegalStateException(error);
		}
		SseEmitter emitter = this.emitter.get();
		if (emitter == null) {
			return ResponseEntity.noContent().build();
		}
		HttpHeaders headers = new HttpHeaders();
		this.headers.forEach(headers::set);
		headers.addAll(entity.getHeaders());
		return ResponseEntity.status(entity.getStatusCode()).headers(headers).body(emitter);
	}

}
