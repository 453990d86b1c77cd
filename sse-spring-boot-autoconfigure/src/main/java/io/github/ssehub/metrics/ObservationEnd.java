package io.github.ssehub.metrics;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Passes on to the listener that ends an observation what happens until then, and nothing
 * after it: an observation that is ended twice is recorded twice.
 */
final class ObservationEnd implements AsyncListener {

	private final AsyncContext context;

	private final AsyncListener listener;

	private final AtomicBoolean ended = new AtomicBoolean();

	ObservationEnd(AsyncContext context, AsyncListener listener) {
		this.context = context;
		this.listener = listener;
	}

	// Before the container ends the request
	void endNow() throws IOException {
		onComplete(new AsyncEvent(this.context));
	}

	@Override
	public void onComplete(AsyncEvent event) throws IOException {
		if (this.ended.compareAndSet(false, true)) {
			this.listener.onComplete(event);
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) throws IOException {
		// That ends it, too
		if (this.ended.compareAndSet(false, true)) {
			this.listener.onTimeout(event);
		}
	}

	@Override
	public void onError(AsyncEvent event) throws IOException {
		if (!this.ended.get()) {
			this.listener.onError(event);
		}
	}

	// A container forgets its listeners then
	@Override
	public void onStartAsync(AsyncEvent event) {
		if (!this.ended.get()) {
			event.getAsyncContext().addListener(this);
		}
	}

}
