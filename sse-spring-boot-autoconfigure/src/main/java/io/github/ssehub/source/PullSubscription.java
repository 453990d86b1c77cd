package io.github.ssehub.source;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Pulls elements that may block, on an executor and only while they are asked for. Only
 * one thread does so at a time, and the source is closed once, by the last one. A
 * cancellation interrupts it.
 */
final class PullSubscription implements Subscription, Runnable {

	private static final Log logger = LogFactory.getLog(PullSubscription.class);

	private final Source source;

	private final Runnable close;

	private final Subscriber<? super Object> subscriber;

	private final Executor executor;

	// Mutable state
	private @Nullable Iterator<?> iterator;

	private long demand;

	private boolean done;

	private boolean cancelled;

	private boolean pulling;

	private @Nullable Thread puller;

	PullSubscription(Source source, Runnable close, Subscriber<? super Object> subscriber, Executor executor) {
		this.source = source;
		this.close = close;
		this.subscriber = subscriber;
		this.executor = executor;
	}

	@Override
	public void request(long count) {
		synchronized (this) {
			this.demand = (this.demand + count < 0) ? Long.MAX_VALUE : this.demand + count;
			if (this.done || this.pulling) {
				return;
			}
			this.pulling = true;
		}
		execute();
	}

	private void execute() {
		try {
			this.executor.execute(this);
		}
		catch (RejectedExecutionException ex) {
			finish();
			this.subscriber.onError(ex);
		}
	}

	@Override
	public void cancel() {
		synchronized (this) {
			this.cancelled = true;
			if (this.pulling || this.done) {
				// Whoever pulls closes
				if (this.puller != null) {
					this.puller.interrupt();
				}
				return;
			}
			this.done = true;
		}
		// A close may block as well
		try {
			this.executor.execute(this.close);
		}
		catch (RejectedExecutionException ex) {
			this.close.run();
		}
	}

	@Override
	public void run() {
		try {
			pull();
		}
		catch (RuntimeException | Error ex) {
			boolean wasCancelled = finish();
			if (!wasCancelled) {
				this.subscriber.onError(ex);
			}
			else {
				logger.debug("Source of an event stream failed after it was cancelled", ex);
			}
		}
	}

	private void pull() {
		while (begin()) {
			Object element = null;
			try {
				if (this.iterator == null) {
					this.iterator = this.source.iterator();
				}
				if (this.iterator.hasNext()) {
					element = this.iterator.next();
					if (element == null) {
						throw new NullPointerException("Element of an event stream is null");
					}
				}
			}
			finally {
				end();
			}
			if (element == null) {
				if (!finish()) {
					this.subscriber.onComplete();
				}
				return;
			}
			if (!isCancelled()) {
				this.subscriber.onNext(element);
			}
		}
	}

	// Whether there is something to pull. From here to the end a cancellation interrupts
	private boolean begin() {
		synchronized (this) {
			if (!this.cancelled && this.demand > 0) {
				this.demand--;
				this.puller = Thread.currentThread();
				return true;
			}
			this.pulling = false;
			if (!this.cancelled || this.done) {
				return false;
			}
			this.done = true;
		}
		this.close.run();
		return false;
	}

	private synchronized void end() {
		this.puller = null;
		if (this.cancelled) {
			// The interrupt is not for what the thread does next
			Thread.interrupted();
		}
	}

	private synchronized boolean isCancelled() {
		return this.cancelled;
	}

	// Return whether it was cancelled before
	private boolean finish() {
		boolean wasCancelled;
		synchronized (this) {
			wasCancelled = this.cancelled;
			this.pulling = false;
			if (this.done) {
				return wasCancelled;
			}
			this.done = true;
		}
		this.close.run();
		return wasCancelled;
	}

	/**
	 * What is pulled from, asked for once and on the executor.
	 */
	interface Source {

		Iterator<?> iterator();

	}

}
