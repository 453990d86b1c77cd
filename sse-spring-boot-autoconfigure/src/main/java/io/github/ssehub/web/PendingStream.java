package io.github.ssehub.web;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

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

	PendingStream(FirstSignal first, Duration patience, Map<String, String> headers, Supplier<@Nullable SseEmitter> emitter,
			Runnable abandon) {
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

	// Resumes the request with the given value, now or later
	DeferredResult<Object> await(Object value) {
		// Also the result of a timeout, since who has decided may have yet to set it
		DeferredResult<Object> deferred = new DeferredResult<>(this.patience.toMillis(), () -> value);
		deferred.onTimeout(() -> this.first.test(null));
		deferred.onCompletion(this::completed);
		this.first.listen(() -> deferred.setResult(value));
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
