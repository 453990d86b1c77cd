package io.github.ssehub.source;

import java.util.List;
import java.util.Objects;
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
import org.springframework.util.Assert;

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

	// What is null, a source is told with an exception (Reactive Streams, 2.13)
	@Override
	public void onSubscribe(Subscription subscription) {
		Objects.requireNonNull(subscription, "Source of an event stream has no subscription");
		if (this.subscription != null) {
			subscription.cancel();
			return;
		}
		this.subscription = subscription;
		if (this.done.get()) {
			cancel();
		}
		else {
			request(this.demand.first());
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
			fail(ex);
			Objects.requireNonNull(element);
			return;
		}
		this.firstSignal.test(null);
		request(this.demand.received());
		if (!this.demand.isOutstanding()) {
			this.output.flush();
		}
	}

	// Return whether the source is still wanted
	private synchronized boolean write(Object element) {
		if (this.done.get()) {
			return false;
		}
		// There would be no bound for what is in memory
		Assert.state(this.demand.isOutstanding(), "Source of an event stream emits more than it was asked for");
		Assert.notNull(element, "Element of an event stream is null");
		List<SseEvent> events = this.format.element(element);
		start();
		this.output.checkSpace();
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

	// What is dropped at the end counts as written, but nothing is to come for it
	private void request(long count) {
		Subscription subscription = this.subscription;
		if (count > 0 && subscription != null && !this.done.get()) {
			try {
				subscription.request(count);
			}
			catch (RuntimeException | Error ex) {
				fail(ex);
			}
		}
	}

	private void fail(Throwable ex) {
		cancel();
		onError(ex);
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
		Throwable failure = (ex != null) ? ex : new NullPointerException("Source of an event stream fails with null");
		if (this.done.get()) {
			logger.debug("Source of an event stream failed after its end", failure);
		}
		else if (this.firstSignal.test(failure)) {
			this.done.set(true);
		}
		else {
			logger.warn("Source of an event stream failed", failure);
			finish(() -> this.format.error(Problems.of(failure)), SseStreamState.FAILED);
		}
		Objects.requireNonNull(ex);
	}

	/**
	 * End for all readers.
	 */
	void stop() {
		end(this.format::stop, SseStreamState.STOPPED);
	}

	/**
	 * End for all readers, since this node cannot go on.
	 */
	void lose() {
		end(() -> this.format.error(Problems.lost()), SseStreamState.LOST);
	}

	private void end(Supplier<List<SseEvent>> events, SseStreamState state) {
		finish(events, state);
		execute(this::cancel);
		// A response that waits is to end as well
		this.firstSignal.test(null);
	}

	private synchronized void finish(Supplier<List<SseEvent>> events, SseStreamState state) {
		try {
			start();
			if (this.done.get()) {
				return;
			}
			writeAll(events.get());
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Event stream ends without its last events", ex);
		}
		if (this.done.compareAndSet(false, true)) {
			this.output.end(state);
		}
	}

	private void writeAll(List<SseEvent> events) {
		events.forEach((event) -> this.output.write(event, null));
	}

	// Nobody is there to read: on an event loop, or any other thread
	void cancelLater() {
		if (this.done.compareAndSet(false, true)) {
			execute(() -> {
				try {
					// A response that waits is to end as well
					this.firstSignal.test(null);
				}
				finally {
					cancel();
				}
			});
		}
	}

	private void cancel() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			try {
				subscription.cancel();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Source of an event stream cannot be cancelled", ex);
			}
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
