package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import org.reactivestreams.Publisher;
import org.springframework.util.ClassUtils;

/**
 * What the thread of a request knows of its caller, for the threads on which the source
 * of its stream runs. They are left as they were. Thread-safe.
 * <p>
 * The attributes of the request ({@code RequestContextHolder}) are no part of it: a
 * source may outlive its request, which the container then uses for another one.
 */
final class CallerContext {

	private static final boolean SLF4J = isPresent("org.slf4j.MDC");

	private static final boolean SPRING_SECURITY = isPresent(
			"org.springframework.security.core.context.SecurityContextHolder");

	private static final boolean MICROMETER = isPresent("io.micrometer.context.ContextSnapshotFactory");

	private static final boolean REACTOR = isPresent("reactor.core.publisher.Flux");

	// From the inside out
	private final List<ContextPart> parts;

	private CallerContext(List<ContextPart> parts) {
		this.parts = List.copyOf(parts);
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, CallerContext.class.getClassLoader());
	}

	/**
	 * Capture the context of the current thread, which is that of a request.
	 * @return the context
	 */
	static CallerContext capture() {
		List<ContextPart> parts = new ArrayList<>();
		LocalePart locale = LocalePart.capture();
		parts.add(locale);
		if (SLF4J) {
			parts.add(LoggingPart.capture());
		}
		if (SPRING_SECURITY) {
			parts.add(SecurityPart.capture());
		}
		if (MICROMETER) {
			// It may have accessors for the same, or none, and must not take the locale
			// of Spring MVC, which asks the request
			locale.run(() -> parts.add(MicrometerPart.capture()));
		}
		return new CallerContext(parts);
	}

	Executor around(Executor executor) {
		return (task) -> executor.execute(() -> run(task));
	}

	// Return a publisher that is subscribed to, and asked for elements, as its caller on
	// whichever thread: it may be that of another request, which publishes something
	Publisher<Object> around(Publisher<Object> publisher) {
		Publisher<Object> source = REACTOR ? ReactorContexts.add(publisher, this.parts) : publisher;
		return (subscriber) -> run(() -> source.subscribe(new CallerSubscriber(subscriber, this)));
	}

	void run(Runnable task) {
		Runnable result = task;
		for (ContextPart part : this.parts) {
			Runnable inner = result;
			result = () -> part.run(inner);
		}
		result.run();
	}

}
