package io.github.ssehub.web;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.util.StringValueResolver;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.source.CallerStreams;

/**
 * Makes streams of what {@link SseEndpoint} methods return. Counts as asynchronous, which
 * puts it before the handlers that would take a {@code String} for a body or a view.
 */
public final class SseEndpointReturnValueHandler
		implements AsyncHandlerMethodReturnValueHandler, AopInfrastructureBean {

	private final ServletStreamOpener opener;

	private final CallerStreamOpener callerOpener;

	private final Supplier<List<EndpointResultAdapter>> adapters;

	private final Supplier<ResponseBodyEmitterReturnValueHandler> emitterHandler;

	private final StringValueResolver valueResolver;

	private final Map<Method, EndpointDefinition> definitions = new ConcurrentHashMap<>();

	/**
	 * Create a new {@link SseEndpointReturnValueHandler} instance.
	 * @param opener opens streams of the hub
	 * @param callerOpener opens streams for callers
	 * @param adapters supplies those of the application, in this order; asked with the
	 * first method, since they may depend on the hub
	 * @param handlers supplies the handlers of Spring MVC; asked with the first request,
	 * since they are made with this one
	 * @param valueResolver resolves placeholders in attributes of the annotation
	 */
	public SseEndpointReturnValueHandler(ServletStreamOpener opener, CallerStreamOpener callerOpener,
			Supplier<List<EndpointResultAdapter>> adapters, Supplier<List<HandlerMethodReturnValueHandler>> handlers,
			StringValueResolver valueResolver) {
		this.opener = opener;
		this.callerOpener = callerOpener;
		this.adapters = SingletonSupplier.of(() -> {
			List<EndpointResultAdapter> all = new ArrayList<>(adapters.get());
			all.add(new RoomsResultAdapter());
			all.add(new SourceResultAdapter());
			return all;
		});
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
		HttpServletRequest request = request(webRequest);
		if (returnValue instanceof Continuation continuation) {
			goOn(continuation, returnType, mavContainer, webRequest);
			return;
		}
		if (returnValue instanceof SuspendedResult.Value value) {
			open(value.get(), returnType, mavContainer, webRequest);
			return;
		}
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			// The stream has ended
			mavContainer.setRequestHandled(true);
			return;
		}
		if (returnValue instanceof Publisher<?> publisher && definition(returnType).isSuspended()) {
			StreamDispatch.mark(request);
			WebAsyncUtils.getAsyncManager(webRequest)
				.startDeferredResultProcessing(SuspendedResult.await(publisher), mavContainer);
			return;
		}
		open(returnValue, returnType, mavContainer, webRequest);
	}

	private static HttpServletRequest request(NativeWebRequest webRequest) {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "No servlet request");
		return request;
	}

	private void open(@Nullable Object returnValue, MethodParameter returnType, ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest) throws Exception {
		HttpServletRequest request = request(webRequest);
		HttpServletResponse response = webRequest.getNativeResponse(HttpServletResponse.class);
		Assert.state(response != null, "No servlet response");
		Object result = toResult(returnValue, definition(returnType), request);
		if (result instanceof Continuation continuation) {
			goOn(continuation, returnType, mavContainer, webRequest);
		}
		else if (ServletStreamOpener.isHead(request) && !(result instanceof ResponseEntity<?>)) {
			this.opener.container(request).setHeaders(response);
			mavContainer.setRequestHandled(true);
		}
		else {
			this.emitterHandler.get().handleReturnValue(result, returnType, mavContainer, webRequest);
		}
	}

	// Now, or with another dispatch once the source has said something
	private void goOn(Continuation continuation, MethodParameter returnType, ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest) throws Exception {
		PendingStream stream = continuation.stream();
		if (stream.isReady()) {
			this.emitterHandler.get()
				.handleReturnValue(stream.open(continuation.entity()), returnType, mavContainer, webRequest);
		}
		else {
			StreamDispatch.mark(request(webRequest));
			WebAsyncUtils.getAsyncManager(webRequest)
				.startDeferredResultProcessing(stream.await(continuation, this.callerOpener.timer()), mavContainer);
		}
	}

	// In the place of the method. Return whether the id is of a stream for one caller
	boolean resume(HttpServletRequest request, HttpServletResponse response, HandlerMethod method, String lastEventId)
			throws Exception {
		EndpointDefinition definition = definition(method.getReturnType());
		PendingStream pending;
		try {
			SseStream<?> stream = this.callerOpener.find(lastEventId);
			if (stream == null) {
				return false;
			}
			pending = this.callerOpener.start(request, stream, definition.apply(stream, request));
		}
		catch (SseStreamNotFoundException ex) {
			if (!definition.isForCaller()) {
				// Ids of the application may look like anything
				return false;
			}
			if (!CallerStreams.isNamed(lastEventId)) {
				// There is no event that could tell the client
				throw ex;
			}
			pending = this.callerOpener.gone(request, lastEventId);
		}
		AsyncWebRequest webRequest = WebAsyncUtils.createAsyncWebRequest(request, response);
		WebAsyncUtils.getAsyncManager(request).setAsyncWebRequest(webRequest);
		goOn(new Continuation(pending, ResponseEntity.ok().build()), method.getReturnType(),
				new ModelAndViewContainer(), webRequest);
		return true;
	}

	private EndpointDefinition definition(MethodParameter returnType) {
		Method method = returnType.getMethod();
		Assert.state(method != null, "No method");
		return this.definitions.computeIfAbsent(method,
				(key) -> EndpointDefinition.of(key, this.adapters.get(), this.valueResolver));
	}

	/**
	 * Check a method before the first request does.
	 * @param method a method with the annotation
	 * @throws InvalidSseEndpointException if the method cannot be an endpoint
	 */
	public void check(Method method) {
		this.definitions.put(method, EndpointDefinition.of(method, this.adapters.get(), this.valueResolver));
	}

	// A response entity, an emitter, or what to go on with once there is one
	private @Nullable Object toResult(@Nullable Object value, EndpointDefinition definition,
			HttpServletRequest request) {
		ResponseEntity<?> entity = (value instanceof ResponseEntity<?> whole) ? whole : null;
		Object body = (entity != null) ? entity.getBody() : value;
		if (body instanceof ResponseBodyEmitter || (entity != null && body == null)) {
			return value;
		}
		EndpointResult result = (body instanceof EndpointResult given) ? given : definition.adapt(body);
		if (result instanceof SseStream<?> stream) {
			return new Continuation(this.callerOpener.start(request, stream, definition.apply(stream, request)),
					(entity != null) ? entity : ResponseEntity.ok().build());
		}
		SseEmitter emitter = this.opener.open(request, definition.apply((SseSubscription) result, request));
		return (entity != null)
				? ResponseEntity.status(entity.getStatusCode()).headers(entity.getHeaders()).body(emitter) : emitter;
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

	/**
	 * What a request goes on with when the source of its stream has said something.
	 *
	 * @param stream the stream
	 * @param entity the status and headers of the response
	 */
	private record Continuation(PendingStream stream, ResponseEntity<?> entity) {

	}

}
