package io.github.ssehub.source;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Calls the subscription of a source in the context of its caller.
 */
final class CallerSubscriber implements Subscriber<Object> {

	private final Subscriber<? super Object> subscriber;

	private final CallerContext context;

	CallerSubscriber(Subscriber<? super Object> subscriber, CallerContext context) {
		this.subscriber = subscriber;
		this.context = context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscriber.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
				CallerSubscriber.this.context.run(() -> subscription.request(count));
			}

			@Override
			public void cancel() {
				CallerSubscriber.this.context.run(subscription::cancel);
			}

		});
	}

	@Override
	public void onNext(Object element) {
		this.subscriber.onNext(element);
	}

	@Override
	public void onError(Throwable ex) {
		this.subscriber.onError(ex);
	}

	@Override
	public void onComplete() {
		this.subscriber.onComplete();
	}

}
