package io.github.ssehub.web;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.util.StringValueResolver;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * Makes streams of what {@link SseEndpoint} methods return. Counts as asynchronous, which
 * puts it before the handlers that would take a {@code String} for a body or a view.
 */
public final class SseEndpointReturnValueHandler
		implements AsyncHandlerMethodReturnValueHandler, AopInfrastructureBean {

	private final ServletStreamOpener opener;

	private final Supplier<ResponseBodyEmitterReturnValueHandler> emitterHandler;

	private final StringValueResolver valueResolver;

	private final Map<Method, EndpointDefinition> definitions = new ConcurrentHashMap<>();

	/**
	 * Create a new {@link SseEndpointReturnValueHandler} instance.
	 * @param opener opens the streams
	 * @param handlers supplies the handlers of Spring MVC; asked with the first request,
	 * since they are made with this one
	 * @param valueResolver resolves placeholders in attributes of the annotation
	 */
	public SseEndpointReturnValueHandler(ServletStreamOpener opener,
			Supplier<List<HandlerMethodReturnValueHandler>> handlers, StringValueResolver valueResolver) {
		this.opener = opener;
		this.emitterHandler = SingletonSupplier.of(() -> findEmitterHandler(handlers.get()));
		this.valueResolver = valueResolver;
	}

	@Override
	public boolean isAsyncReturnValue(@Nullable Object returnValue, MethodParameter returnType) {
		return supportsReturnType(returnType);
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return returnType.hasMethodAnnotation(SseEndpoint.class);
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		HttpServletResponse response = webRequest.getNativeResponse(HttpServletResponse.class);
		Assert.state(request != null && response != null, "No servlet request and response");
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			// The stream has ended
			mavContainer.setRequestHandled(true);
			return;
		}
		Object result = toEmitter(returnValue, definition(returnType), request);
		if (ServletStreamOpener.isHead(request) && !(result instanceof ResponseEntity<?>)) {
			this.opener.container(request).setHeaders(response);
			mavContainer.setRequestHandled(true);
			return;
		}
		this.emitterHandler.get().handleReturnValue(result, returnType, mavContainer, webRequest);
	}

	private EndpointDefinition definition(MethodParameter returnType) {
		Method method = returnType.getMethod();
		Assert.state(method != null, "No method");
		return this.definitions.computeIfAbsent(method, (key) -> EndpointDefinition.of(key, this.valueResolver));
	}

	/**
	 * Check a method before the first request does.
	 * @param method a method with the annotation
	 * @throws InvalidSseEndpointException if the method cannot be an endpoint
	 */
	public void check(Method method) {
		this.definitions.put(method, EndpointDefinition.of(method, this.valueResolver));
	}

	private Object toEmitter(@Nullable Object value, EndpointDefinition definition, HttpServletRequest request) {
		if (value instanceof ResponseEntity<?> entity) {
			if (entity.getBody() == null) {
				return entity;
			}
			return ResponseEntity.status(entity.getStatusCode())
				.headers(entity.getHeaders())
				.body(toEmitter(entity.getBody(), definition, request));
		}
		if (value instanceof ResponseBodyEmitter) {
			return value;
		}
		return this.opener.open(request, definition.apply(toSubscription(value), request));
	}

	@SuppressWarnings("unchecked")
	private static SseSubscription toSubscription(@Nullable Object value) {
		if (value instanceof SseSubscription subscription) {
			return subscription;
		}
		if (value instanceof String room) {
			return SseSubscription.to(room);
		}
		return SseSubscription.to((value != null) ? (Collection<String>) value : List.of());
	}

	private static ResponseBodyEmitterReturnValueHandler findEmitterHandler(
			List<HandlerMethodReturnValueHandler> handlers) {
		for (HandlerMethodReturnValueHandler handler : handlers) {
			if (handler instanceof ResponseBodyEmitterReturnValueHandler result) {
				return result;
			}
		}
		throw new IllegalStateException("Spring MVC has no handler for emitters");
	}

}
