package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Holds elements of a source until they are a batch that is asked for. Thread-safe.
 */
final class BatchSubscription implements Subscriber<Object>, Subscription {

	private final Subscriber<? super Object> subscriber;

	private final int maxElements;

	private final Duration maxDelay;

	private final DelayTimer timer;

	private final Executor executor;

	// Mutable state: set once, before any other signal
	private @Nullable Subscription source;

	// Under the lock, which is never held while others are called
	private final Deque<Batch> batches = new ArrayDeque<>();

	private long demand;

	private boolean asked;

	private boolean ended;

	private @Nullable Throwable failure;

	// Nothing more is told
	private boolean done;

	// A thread tells what there is to tell, and looks again before it leaves. The first
	// one tells of the subscription
	private boolean telling = true;

	BatchSubscription(Subscriber<? super Object> subscriber, int maxElements, Duration maxDelay, DelayTimer timer,
			Executor executor) {
		this.subscriber = subscriber;
		this.maxElements = maxElements;
		this.maxDelay = maxDelay;
		this.timer = timer;
		this.executor = executor;
	}

	// What is null, the source is told with an exception (Reactive Streams, 2.13), and
	// the
	// subscriber as a failure
	@Override
	public void onSubscribe(Subscription subscription) {
		Objects.requireNonNull(subscription, "Source of an event stream has no subscription");
		if (this.source != null) {
			subscription.cancel();
			return;
		}
		this.source = subscription;
		this.subscriber.onSubscribe(this);
		tellMore();
	}

	@Override
	public void onNext(Object element) {
		if (element == null) {
			NullPointerException failure = new NullPointerException("Element of an event stream is null");
			source().cancel();
			end(failure);
			throw failure;
		}
		synchronized (this) {
			if (this.done || this.ended) {
				return;
			}
			Batch last = this.batches.peekLast();
			if (last == null || !last.add(element)) {
				begin(new Batch(element, this.maxElements));
			}
		}
		tell();
	}

	// The delay counts from the first element, which is the one that waits longest
	private void begin(Batch batch) {
		this.batches.add(batch);
		if (!batch.isFull()) {
			batch.setTimer(this.timer.schedule(() -> expire(batch), this.maxDelay));
		}
	}

	// On the thread of the timer
	private void expire(Batch batch) {
		synchronized (this) {
			batch.setDue();
		}
		try {
			this.executor.execute(this::tell);
		}
		catch (RejectedExecutionException ex) {
			fail(ex);
		}
	}

	// Not the failure of the source, which comes after what is held
	private void fail(Throwable failure) {
		synchronized (this) {
			this.batches.forEach(Batch::cancelTimer);
			this.batches.clear();
		}
		source().cancel();
		end(failure);
	}

	@Override
	public void onError(Throwable ex) {
		end((ex != null) ? ex : new NullPointerException("Source of an event stream fails with null"));
		Objects.requireNonNull(ex);
	}

	@Override
	public void onComplete() {
		end(null);
	}

	private void end(@Nullable Throwable failure) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
			this.failure = failure;
		}
		tell();
	}

	@Override
	public void request(long count) {
		if (count <= 0) {
			fail(new IllegalArgumentException("Number of elements asked for must be positive, not " + count));
			return;
		}
		boolean first;
		synchronized (this) {
			this.demand = (this.demand + count < 0) ? Long.MAX_VALUE : this.demand + count;
			first = !this.asked;
			this.asked = true;
		}
		if (first) {
			source().request(this.maxElements);
		}
		tell();
	}

	@Override
	public void cancel() {
		synchronized (this) {
			this.done = true;
			this.batches.forEach(Batch::cancelTimer);
			this.batches.clear();
		}
		source().cancel();
	}

	private void tell() {
		synchronized (this) {
			if (this.telling) {
				return;
			}
			this.telling = true;
		}
		tellMore();
	}

	private void tellMore() {
		for (Batch batch = next(); batch != null; batch = next()) {
			this.subscriber.onNext(batch.toElement());
			source().request(batch.size());
		}
	}

	// Return a batch to tell. Otherwise the thread leaves, which it does for good with
	// the end
	private @Nullable Batch next() {
		synchronized (this) {
			if (!this.batches.isEmpty() || !this.ended || this.done) {
				return takeOrLeave();
			}
			this.done = true;
		}
		if (this.failure != null) {
			this.subscriber.onError(this.failure);
		}
		else {
			this.subscriber.onComplete();
		}
		return null;
	}

	private @Nullable Batch takeOrLeave() {
		Batch batch = this.batches.peek();
		if (this.done || batch == null || this.demand == 0 || !isReady(batch)) {
			this.telling = false;
			return null;
		}
		if (this.demand != Long.MAX_VALUE) {
			this.demand--;
		}
		batch.cancelTimer();
		return this.batches.remove();
	}

	private boolean isReady(Batch batch) {
		return batch.isFull() || batch.isDue() || this.ended || this.batches.size() > 1;
	}

	private Subscription source() {
		Subscription source = this.source;
		if (source == null) {
			throw new IllegalStateException("Source has not called onSubscribe");
		}
		return source;
	}

}
