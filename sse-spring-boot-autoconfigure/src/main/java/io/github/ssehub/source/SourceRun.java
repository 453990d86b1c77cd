package io.github.ssehub.source;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStreamState;

/**
 * Writes what a source offers, and asks it for more as that is written. Thread-safe.
 * <p>
 * Code of the source runs on the threads of the source, on that of the request and on the
 * executor, never on an event loop.
 */
final class SourceRun implements Subscriber<Object> {

	private static final Log logger = LogFactory.getLog(SourceRun.class);

	private final ElementOutput output;

	private final SseFormat format;

	private final Demand demand;

	private final Executor executor;

	private final Predicate<@Nullable Throwable> firstSignal;

	// Mutable state
	private volatile @Nullable Subscription subscription;

	private boolean started;

	// No signal of the source counts any more. Not under the lock, which event loops
	// must not wait for
	private final AtomicBoolean done = new AtomicBoolean();

	/**
	 * Create a run.
	 * @param output what is written to
	 * @param format what elements look like
	 * @param prefetch how many elements may be asked for before they are written
	 * @param executor asks sources for more, which may block
	 * @param firstSignal told of the first signal of the source, with its error if that
	 * is the first; returns whether it takes the error, so that it is not written
	 */
	SourceRun(ElementOutput output, SseFormat format, int prefetch, Executor executor,
			Predicate<@Nullable Throwable> firstSignal) {
		this.output = output;
		this.format = format.forStream();
		this.demand = new Demand(prefetch);
		this.executor = executor;
		this.firstSignal = firstSignal;
		output.onEnd(this::cancelLater);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		if (this.done.get()) {
			subscription.cancel();
		}
		else {
			subscription.request(this.demand.first());
		}
	}

	@Override
	public void onNext(Object element) {
		try {
			if (!write(element)) {
				return;
			}
		}
		catch (RuntimeException | Error ex) {
			// What cannot be written is the failure of its source
			cancel();
			onError(ex);
			return;
		}
		this.firstSignal.test(null);
		request(this.demand.received());
	}

	// Return whether the source is still wanted
	private synchronized boolean write(Object element) {
		if (this.done.get()) {
			return false;
		}
		this.output.checkSpace();
		List<SseEvent> events = this.format.element(element);
		start();
		if (events.isEmpty()) {
			this.demand.written();
		}
		for (int i = 0; i < events.size(); i++) {
			boolean last = i == events.size() - 1;
			this.output.write(events.get(i), last ? this::written : null);
		}
		this.output.wrote(element);
		return true;
	}

	// On an event loop
	private void written() {
		if (this.demand.written()) {
			execute(() -> request(this.demand.take()));
		}
	}

	private void request(long count) {
		Subscription subscription = this.subscription;
		if (count > 0 && subscription != null) {
			subscription.request(count);
		}
	}

	/**
	 * Begin without an element: the source takes its time.
	 */
	synchronized void start() {
		if (!this.started && !this.done.get()) {
			this.started = true;
			writeAll(this.format.start());
		}
	}

	@Override
	public void onComplete() {
		finish(this.format::end, SseStreamState.COMPLETED);
		this.firstSignal.test(null);
	}

	@Override
	public void onError(Throwable ex) {
		if (this.done.get()) {
			logger.debug("Source of an event stream failed after its end", ex);
		}
		else if (this.firstSignal.test(ex)) {
			this.done.set(true);
		}
		else {
			logger.warn("Source of an event stream failed", ex);
			finish(() -> this.format.error(Problems.of(ex)), SseStreamState.FAILED);
		}
	}

	/**
	 * End for all readers.
	 */
	void stop() {
		finish(this.format::stop, SseStreamState.STOPPED);
		execute(this::cancel);
	}

	private synchronized void finish(Supplier<List<SseEvent>> events, SseStreamState state) {
		start();
		if (!this.done.compareAndSet(false, true)) {
			return;
		}
		try {
			writeAll(events.get());
		}
		catch (RuntimeException ex) {
			logger.warn("Event stream ends without its last events", ex);
		}
		this.output.end(state);
	}

	private void writeAll(List<SseEvent> events) {
		events.forEach((event) -> this.output.write(event, null));
	}

	// Nobody is there to read: on an event loop, or any other thread
	void cancelLater() {
		if (this.done.compareAndSet(false, true)) {
			execute(this::cancel);
		}
	}

	private void cancel() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("No thread for the source of an event stream", ex);
		}
	}

}
