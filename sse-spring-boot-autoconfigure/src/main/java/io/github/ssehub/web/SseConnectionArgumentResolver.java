package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import io.github.ssehub.SseConnection;
import io.github.ssehub.hub.HubStreams;

/**
 * Resolves {@link SseConnection} arguments of controller methods.
 */
public final class SseConnectionArgumentResolver implements HandlerMethodArgumentResolver, AopInfrastructureBean {

	private final HubStreams streams;

	private final LastEventIds lastEventIds;

	/**
	 * Create a new {@link SseConnectionArgumentResolver} instance.
	 * @param streams the streams
	 * @param lastEventIds finds the last event ids of clients
	 */
	public SseConnectionArgumentResolver(HubStreams streams, LastEventIds lastEventIds) {
		this.streams = streams;
		this.lastEventIds = lastEventIds;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == SseConnection.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory) {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "No HttpServletRequest");
		return StreamRequest.of(request, this.streams, this.lastEventIds).connection();
	}

}
