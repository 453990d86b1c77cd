package io.github.ssehub.web;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.codec.ServerSentEvent;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventType;

/**
 * For a native image: the elements that {@link SseEndpoint} methods stream are written as
 * JSON, which reads them by reflection. Spring does so only for methods that return the
 * body of a response, and knows none of the sources that are not generic themselves. What
 * is published to rooms is known where an {@link SseEventType} tells it.
 */
final class EndpointPayloads implements BeanRegistrationAotProcessor {

	// Written otherwise, or without knowing what is in them
	private static final Set<Class<?>> NO_PAYLOADS = Set.of(Object.class, String.class, byte[].class, SseEvent.class,
			SseData.class);

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Set<Class<?>> payloads = new LinkedHashSet<>();
		Class<?> beanType = registeredBean.getBeanClass();
		MethodIntrospector
			.selectMethods(beanType,
					(Method method) -> AnnotatedElementUtils.hasAnnotation(method, SseEndpoint.class) ? true : null)
			.keySet()
			.forEach((method) -> {
				addPayloads(payloads, EndpointElements.valueType(method, beanType));
				AnnotatedElementUtils.findMergedRepeatableAnnotations(method, SseEventType.class)
					.forEach((event) -> addElement(payloads, ResolvableType.forClass(event.data())));
			});
		return payloads.isEmpty() ? null : new Contribution(payloads);
	}

	private static void addPayloads(Set<Class<?>> payloads, ResolvableType type) {
		ResolvableType element = EndpointElements.find(type);
		if (element != null) {
			addElement(payloads, element);
		}
		else if (!EndpointResult.class.isAssignableFrom(type.resolve(Object.class))) {
			// What the application or the registry of reactive types has an adapter for
			for (ResolvableType generic : type.getGenerics()) {
				addElement(payloads, generic);
			}
		}
	}

	private static void addElement(Set<Class<?>> payloads, ResolvableType type) {
		if (type.isArray() && type.resolve() != byte[].class) {
			addElement(payloads, type.getComponentType());
			return;
		}
		Class<?> resolved = type.resolve(Object.class);
		if (resolved != ServerSentEvent.class && !NO_PAYLOADS.contains(resolved)) {
			payloads.add(resolved);
		}
		for (ResolvableType generic : type.getGenerics()) {
			addElement(payloads, generic);
		}
	}

	/**
	 * Hints for the payloads of a bean.
	 *
	 * @param payloads their types
	 */
	private record Contribution(Set<Class<?>> payloads) implements BeanRegistrationAotContribution {

		@Override
		public void applyTo(GenerationContext generationContext, BeanRegistrationCode beanRegistrationCode) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(
					generationContext.getRuntimeHints().reflection(), this.payloads.toArray(Class<?>[]::new));
		}

	}

}
