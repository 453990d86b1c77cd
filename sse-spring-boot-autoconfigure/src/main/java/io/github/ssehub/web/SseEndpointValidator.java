package io.github.ssehub.web;

import java.util.stream.Stream;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import io.github.ssehub.SseEndpoint;

/**
 * Checks when the application starts that Spring MVC serves streams, and all
 * {@link SseEndpoint} methods.
 */
public final class SseEndpointValidator implements SmartInitializingSingleton, AopInfrastructureBean {

	private final ListableBeanFactory beanFactory;

	private final SseEndpointReturnValueHandler handler;

	/**
	 * Create a new {@link SseEndpointValidator} instance.
	 * @param beanFactory has the mappings and adapters of Spring MVC
	 * @param handler knows what a method may return
	 */
	public SseEndpointValidator(ListableBeanFactory beanFactory, SseEndpointReturnValueHandler handler) {
		this.beanFactory = beanFactory;
		this.handler = handler;
	}

	@Override
	public void afterSingletonsInstantiated() {
		HandlerAdapters adapters = new HandlerAdapters(this.beanFactory);
		adapters.checkDefault();
		endpoints().forEach((method) -> check(method, adapters));
	}

	/**
	 * Return whether there is an endpoint.
	 * @return whether a method has the annotation
	 */
	public boolean hasEndpoints() {
		return endpoints().findAny().isPresent();
	}

	// All of them, whoever has made their mappings: each serves its methods
	private Stream<HandlerMethod> endpoints() {
		return this.beanFactory.getBeanProvider(RequestMappingHandlerMapping.class)
			.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.filter((method) -> method.hasMethodAnnotation(SseEndpoint.class));
	}

	private void check(HandlerMethod method, HandlerAdapters adapters) {
		adapters.check(method);
		this.handler.check(method.getMethod());
	}

}
