package io.github.ssehub.web;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * What a {@code suspend} function of Kotlin returns when it is through, for which its
 * request waits. Spring MVC invokes it as a publisher of that.
 */
final class SuspendedResult implements Subscriber<Object> {

	// A timeout of the container would end the request under the feet of the function
	private final DeferredResult<Object> deferred = new DeferredResult<>(0L);

	// Mutable state
	private @Nullable Object value;

	private SuspendedResult() {
	}

	/**
	 * Return whether a method returns its value later. One that returns a flow is a
	 * source at once, whose publisher calls the method.
	 * @param method the method
	 * @param returnType what the method returns
	 * @return whether it does
	 */
	static boolean isReturnedBy(Method method, ResolvableType returnType) {
		return KotlinDetector.isSuspendingFunction(method) && !isPublisher(returnType.resolve(Object.class));
	}

	private static boolean isPublisher(Class<?> type) {
		return Publisher.class.isAssignableFrom(type) || KotlinTypes.isFlow(type);
	}

	/**
	 * Invoke a function.
	 * @param publisher publishes what it returns
	 * @return the result
	 */
	static DeferredResult<Object> await(Publisher<?> publisher) {
		SuspendedResult result = new SuspendedResult();
		publisher.subscribe(result);
		return result.deferred;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.deferred.onCompletion(subscription::cancel);
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Object value) {
		this.value = value;
	}

	@Override
	public void onError(Throwable error) {
		this.deferred.setErrorResult(error);
	}

	@Override
	public void onComplete() {
		this.deferred.setResult(new Value(this.value));
	}

	/**
	 * What a function has returned.
	 *
	 * @param get the value, or {@code null} for none
	 */
	record Value(@Nullable Object get) {

	}

}
