package io.github.ssehub.source;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source whose elements a test offers, and that counts what it is asked for.
 */
final class ManualSource implements Publisher<Object>, Subscription {

	Subscriber<? super Object> subscriber;

	long requested;

	long offered;

	boolean cancelled;

	@Override
	public void subscribe(Subscriber<? super Object> subscriber) {
		this.subscriber = subscriber;
		subscriber.onSubscribe(this);
	}

	// Return whether it was asked for
	boolean offer(Object element) {
		if (this.cancelled || this.offered == this.requested) {
			return false;
		}
		this.offered++;
		this.subscriber.onNext(element);
		return true;
	}

	@Override
	public void request(long count) {
		this.requested += count;
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

}
