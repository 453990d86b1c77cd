package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Keeps what it is told, and asks for what a test tells it to.
 */
final class BatchSubscriber implements Subscriber<Object> {

	final List<Object> elements = new ArrayList<>();

	Subscription subscription;

	Throwable error;

	int ends;

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
	}

	@Override
	public void onNext(Object element) {
		this.elements.add(element);
	}

	@Override
	public void onError(Throwable ex) {
		this.error = ex;
		this.ends++;
	}

	@Override
	public void onComplete() {
		this.ends++;
	}

}
