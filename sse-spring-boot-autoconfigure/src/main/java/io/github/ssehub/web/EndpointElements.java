package io.github.ssehub.web;

import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.http.ResponseEntity;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseStream;
import io.github.ssehub.source.ElementSources;

/**
 * What the signature of an {@link SseEndpoint} method says of the elements that it
 * streams to its caller.
 */
public final class EndpointElements {

	private static final List<Class<?>> SOURCES = List.of(SseStream.class, Publisher.class, Flow.Publisher.class,
			BaseStream.class, CompletionStage.class, Iterable.class, Iterator.class);

	private EndpointElements() {
	}

	/**
	 * Return the type of the elements of a stream for one caller.
	 * @param method a method with the annotation
	 * @param beanType the type of its bean
	 * @return the type, which is not resolved where the method does not say it; or
	 * {@code null} if the method returns rooms, or what only the application knows
	 */
	public static @Nullable ResolvableType find(Method method, Class<?> beanType) {
		ResolvableType type = valueType(method, beanType);
		if (new RoomsResultAdapter().supports(type)) {
			return null;
		}
		ResolvableType element = find(type);
		if (element == null && ElementSources.isSource(type.resolve(Object.class))) {
			// Of a kind that the registry of reactive types knows
			return type.getGeneric(0);
		}
		return element;
	}

	/**
	 * Return whether a method returns a source itself, whose stream has no format of its
	 * own.
	 * @param method a method with the annotation
	 * @param beanType the type of its bean
	 * @return whether it does
	 */
	public static boolean isPlain(Method method, Class<?> beanType) {
		return !EndpointResult.class.isAssignableFrom(valueType(method, beanType).resolve(Object.class));
	}

	static ResolvableType valueType(Method method, Class<?> beanType) {
		ResolvableType returnType = ResolvableType.forMethodReturnType(method, beanType);
		if (KotlinTypes.isUnit(returnType.resolve())) {
			return ResolvableType.forClass(void.class);
		}
		return (returnType.resolve() == ResponseEntity.class) ? returnType.getGeneric(0) : returnType;
	}

	static @Nullable ResolvableType find(ResolvableType type) {
		if (EndpointResult.class.isAssignableFrom(type.resolve(Object.class))
				&& type.as(SseStream.class) == ResolvableType.NONE) {
			return null;
		}
		for (Class<?> source : SOURCES) {
			ResolvableType resolved = type.as(source);
			if (resolved != ResolvableType.NONE) {
				return (resolved.getGenerics().length > 0) ? resolved.getGeneric(0) : ResolvableType.NONE;
			}
		}
		return null;
	}

}
