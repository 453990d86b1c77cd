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

	private final Object owner;

	private final Subscriber<? super Object> subscriber;

	private final Executor executor;

	// Mutable state
	private @Nullable Iterator<?> iterator;

	private long demand;

	private boolean done;

	private boolean cancelled;

	// From the start, until the subscriber knows the subscription: signals are serial
	private boolean pulling = true;

	private @Nullable Thread puller;

	private volatile @Nullable IllegalArgumentException refusal;

	PullSubscription(Source source, Object owner, Subscriber<? super Object> subscriber, Executor executor) {
		this.source = source;
		this.owner = owner;
		this.subscriber = subscriber;
		this.executor = executor;
	}

	// Tells the subscriber
	void subscribe() {
		this.subscriber.onSubscribe(this);
		synchronized (this) {
			if (this.demand == 0 && this.refusal == null && !this.cancelled) {
				this.pulling = false;
				return;
			}
		}
		execute();
	}

	@Override
	public void request(long count) {
		if (count <= 0) {
			refuse(count);
			return;
		}
		synchronized (this) {
			this.demand = (this.demand + count < 0) ? Long.MAX_VALUE : this.demand + count;
			if (this.done || this.pulling) {
				return;
			}
			this.pulling = true;
		}
		execute();
	}

	// Reactive Streams, 3.9. Whoever pulls signals it, since signals are serial
	private void refuse(long count) {
		synchronized (this) {
			if (this.cancelled || this.done || this.refusal != null) {
				return;
			}
			this.refusal = new IllegalArgumentException("Asked for " + count + " elements");
			interrupt();
			if (this.pulling) {
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
			fail(ex);
		}
	}

	@Override
	public void cancel() {
		synchronized (this) {
			this.cancelled = true;
			if (this.pulling || this.done) {
				// Whoever pulls closes
				interrupt();
				return;
			}
			this.done = true;
		}
		// A close may block as well
		try {
			this.executor.execute(this::close);
		}
		catch (RejectedExecutionException ex) {
			close();
		}
	}

	private void interrupt() {
		if (this.puller != null) {
			this.puller.interrupt();
		}
	}

	@Override
	public void run() {
		try {
			pull();
		}
		// Checked ones, too, which code in other languages throws undeclared
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void fail(Throwable ex) {
		if (finish()) {
			logger.debug("Source of an event stream failed after it was cancelled", ex);
			return;
		}
		Throwable refusal = this.refusal;
		this.subscriber.onError((refusal != null) ? refusal : ex);
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
				complete();
				return;
			}
			if (isWanted()) {
				this.subscriber.onNext(element);
			}
		}
	}

	private void complete() {
		if (finish()) {
			return;
		}
		Throwable refusal = this.refusal;
		if (refusal != null) {
			this.subscriber.onError(refusal);
		}
		else {
			this.subscriber.onComplete();
		}
	}

	// Whether there is something to pull. From here to the end a cancellation interrupts
	private boolean begin() {
		synchronized (this) {
			if (this.refusal != null && !this.cancelled) {
				throw this.refusal;
			}
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
		close();
		return false;
	}

	private synchronized void end() {
		this.puller = null;
		if (this.cancelled || this.refusal != null) {
			// The interrupt is not for what the thread does next
			Thread.interrupted();
		}
	}

	private synchronized boolean isWanted() {
		return !this.cancelled && this.refusal == null;
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
		close();
		return wasCancelled;
	}

	// What an iterable makes may be open as well, such as a cursor of a database
	private void close() {
		Iterator<?> iterator = this.iterator;
		if (iterator != null && iterator != this.owner) {
			ElementSources.close(iterator);
		}
		ElementSources.close(this.owner);
	}

	/**
	 * What is pulled from, asked for once and on the executor.
	 */
	interface Source {

		Iterator<?> iterator();

	}

}
