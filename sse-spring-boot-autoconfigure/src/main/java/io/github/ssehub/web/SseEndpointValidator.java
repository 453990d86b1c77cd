package io.github.ssehub.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import io.github.ssehub.SseEndpoint;

/**
 * Checks all {@link SseEndpoint} methods when the application starts.
 */
public final class SseEndpointValidator implements SmartInitializingSingleton {

	private final ObjectProvider<RequestMappingHandlerMapping> mappings;

	private final SseEndpointReturnValueHandler handler;

	/**
	 * Create a new {@link SseEndpointValidator} instance.
	 * @param mappings the mappings of the application
	 * @param handler knows what a method may return
	 */
	public SseEndpointValidator(ObjectProvider<RequestMappingHandlerMapping> mappings,
			SseEndpointReturnValueHandler handler) {
		this.mappings = mappings;
		this.handler = handler;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.mappings.orderedStream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.filter((method) -> method.hasMethodAnnotation(SseEndpoint.class))
			.map(HandlerMethod::getMethod)
			.forEach(this.handler::check);
	}

}
