package io.github.ssehub.web;

import java.io.OutputStream;
import java.io.Writer;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;

/**
 * What the {@link SseEndpoint} annotation of a method says.
 */
final class EndpointDefinition {

	private final Method method;

	private final List<RoomTemplate> rooms;

	private final @Nullable Duration heartbeat;

	private final @Nullable Duration retry;

	private final @Nullable Duration maxAge;

	private final @Nullable Duration drainGrace;

	private final int replayLatest;

	private final @Nullable OverflowPolicy overflow;

	private final @Nullable OpeningForm opening;

	// None for a method that returns nothing, or an emitter
	private final @Nullable EndpointResultAdapter adapter;

	private EndpointDefinition(Method method, MergedAnnotation<SseEndpoint> annotation,
			List<EndpointResultAdapter> adapters, StringValueResolver resolver) {
		this.method = method;
		this.rooms = Arrays.stream(annotation.getStringArray("rooms")).map(RoomTemplate::new).toList();
		this.heartbeat = duration(method, annotation, "heartbeat", resolver, SseSubscription::heartbeat);
		this.retry = duration(method, annotation, "retry", resolver, SseSubscription::retry);
		this.maxAge = duration(method, annotation, "maxAge", resolver, SseSubscription::maxAge);
		this.drainGrace = duration(method, annotation, "drainGrace", resolver, SseSubscription::drainGrace);
		this.replayLatest = replayLatest(method, annotation);
		this.overflow = optional(method, "overflow", annotation.getEnumArray("overflow", OverflowPolicy.class));
		this.opening = optional(method, "opening", annotation.getEnumArray("opening", OpeningForm.class));
		this.adapter = findAdapter(method, adapters);
	}

	static EndpointDefinition of(Method method, List<EndpointResultAdapter> adapters, StringValueResolver resolver) {
		MergedAnnotation<SseEndpoint> annotation = MergedAnnotations
			.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.get(SseEndpoint.class);
		EndpointDefinition definition = new EndpointDefinition(method, annotation, adapters, resolver);
		definition.check(method);
		return definition;
	}

	private static @Nullable Duration duration(Method method, MergedAnnotation<SseEndpoint> annotation,
			String attribute, StringValueResolver resolver, BiConsumer<SseSubscription, Duration> check) {
		String value = resolver.resolveStringValue(annotation.getString(attribute));
		if (!StringUtils.hasText(value)) {
			return null;
		}
		try {
			Duration duration = DurationFormatterUtils.detectAndParse(value);
			check.accept(SseSubscription.to(), duration);
			return duration;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSseEndpointException(method,
					"its attribute '" + attribute + "' is '" + value + "': " + ex.getMessage(),
					"Use a duration such as \"15s\" or \"PT15S\".");
		}
	}

	private static int replayLatest(Method method, MergedAnnotation<SseEndpoint> annotation) {
		int value = annotation.getInt("replayLatest");
		if (value < 0) {
			throw new InvalidSseEndpointException(method, "its attribute 'replayLatest' is " + value,
					"Use a number of events, or 0 for none.");
		}
		return value;
	}

	// An array, since an annotation has no other way to say nothing
	private static <E> @Nullable E optional(Method method, String attribute, E[] values) {
		if (values.length > 1) {
			throw new InvalidSseEndpointException(method,
					"its attribute '" + attribute + "' has " + values.length + " values: " + Arrays.toString(values),
					"Give it one value, or none for the default.");
		}
		return (values.length > 0) ? values[0] : null;
	}

	private static @Nullable EndpointResultAdapter findAdapter(Method method, List<EndpointResultAdapter> adapters) {
		ResolvableType type = valueType(method);
		for (EndpointResultAdapter adapter : adapters) {
			if (adapter.supports(type)) {
				return adapter;
			}
		}
		Class<?> resolved = type.resolve(Object.class);
		if (resolved != void.class && resolved != Void.class && !SseEmitter.class.isAssignableFrom(resolved)) {
			throw new InvalidSseEndpointException(method, "it returns " + method.getGenericReturnType().getTypeName(),
					"Return void, the room or rooms to join (String or Collection<String>), an SseSubscription, "
							+ "an SseEmitter from SseHub.open; a source for the caller alone (a Publisher such as Flux, "
							+ "a Stream, an Iterator, an Iterable, a CompletionStage, an SseStream); or a "
							+ "ResponseEntity of one of these.");
		}
		return null;
	}

	private void check(Method method) {
		Class<?> type = valueType(method).resolve(Object.class);
		if (SseEmitter.class.isAssignableFrom(type) && (!this.rooms.isEmpty() || this.heartbeat != null
				|| this.retry != null || this.maxAge != null || this.drainGrace != null || this.replayLatest != 0
				|| this.overflow != null || this.opening != null)) {
			throw new InvalidSseEndpointException(method,
					"it returns an emitter, for which attributes such as 'rooms' and 'heartbeat' have no effect",
					"Return an SseSubscription, or pass them to SseHub.open.");
		}
		if (isForCaller() && (!this.rooms.isEmpty() || this.replayLatest != 0 || this.overflow != null)) {
			throw new InvalidSseEndpointException(method,
					"it returns a source for its caller alone, on which 'rooms', 'replayLatest' and 'overflow' have no effect",
					"Remove them, or return an SseSubscription.");
		}
		boolean mayReturnNothing = type == void.class || type == Void.class;
		if (mayReturnNothing && (handlesResponse(method) || hasResponseStatus(method))) {
			throw new InvalidSseEndpointException(method,
					"it returns void and takes the response or has a response status, so that Spring MVC regards "
							+ "the request as handled",
					"Return an SseSubscription, and a ResponseEntity of it to set a status or headers.");
		}
	}

	private static ResolvableType valueType(Method method) {
		return EndpointElements.valueType(method, method.getDeclaringClass());
	}

	private static boolean handlesResponse(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.anyMatch((type) -> ServletResponse.class.isAssignableFrom(type)
					|| OutputStream.class.isAssignableFrom(type) || Writer.class.isAssignableFrom(type));
	}

	private static boolean hasResponseStatus(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, ResponseStatus.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), ResponseStatus.class);
	}

	// Whether the request waits for what the method returns
	boolean isSuspended() {
		return SuspendedResult.isReturnedBy(this.method, ResolvableType.forMethodReturnType(this.method));
	}

	boolean isForCaller() {
		return this.adapter instanceof SourceResultAdapter;
	}

	EndpointResult adapt(@Nullable Object value) {
		// Without this it would be a subscription to the room of all
		Assert.state(value != null || !(this.adapter instanceof SourceResultAdapter),
				() -> this.method + " returned null instead of a source");
		return (value != null && this.adapter != null) ? this.adapter.adapt(value) : SseSubscription.to();
	}

	// How a stream for its caller is served: it has no rooms
	SseSubscription apply(SseStream<?> stream, HttpServletRequest request) {
		SseSubscription result = SseSubscription.to();
		if (stream.heartbeat() != null) {
			result = result.heartbeat(stream.heartbeat());
		}
		if (stream.retry() != null) {
			result = result.retry(stream.retry());
		}
		if (stream.maxAge() != null) {
			result = result.maxAge(stream.maxAge());
		}
		if (stream.drainGrace() != null) {
			result = result.drainGrace(stream.drainGrace());
		}
		return apply(result, request);
	}

	SseSubscription apply(SseSubscription subscription, HttpServletRequest request) {
		List<String> names = this.rooms.stream().map((room) -> room.expand((name) -> variable(request, name))).toList();
		SseSubscription result = subscription.and(names);
		if (this.heartbeat != null && result.heartbeat() == null) {
			result = result.heartbeat(this.heartbeat);
		}
		if (this.retry != null && result.retry() == null) {
			result = result.retry(this.retry);
		}
		if (this.maxAge != null && result.maxAge() == null) {
			result = result.maxAge(this.maxAge);
		}
		if (this.drainGrace != null && result.drainGrace() == null) {
			result = result.drainGrace(this.drainGrace);
		}
		if (this.replayLatest > 0 && result.replay().isUndecided()) {
			result = result.replayLatest(this.replayLatest);
		}
		if (this.overflow != null && result.overflow() == null) {
			result = result.overflow(this.overflow);
		}
		if (this.opening != null && result.opening() == null) {
			result = result.opening(this.opening);
		}
		return result;
	}

	private static @Nullable String variable(HttpServletRequest request, String name) {
		if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
				&& variables.get(name) instanceof String value) {
			return value;
		}
		return RequestParameters.find(request, name);
	}

}
