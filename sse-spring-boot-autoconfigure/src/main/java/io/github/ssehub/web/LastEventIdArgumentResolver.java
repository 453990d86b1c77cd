package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import io.github.ssehub.LastEventId;

/**
 * Resolves {@link LastEventId} arguments of controller methods.
 */
public final class LastEventIdArgumentResolver implements HandlerMethodArgumentResolver {

	private final LastEventIds lastEventIds;

	/**
	 * Create a new {@link LastEventIdArgumentResolver} instance.
	 * @param lastEventIds finds the ids
	 */
	public LastEventIdArgumentResolver(LastEventIds lastEventIds) {
		this.lastEventIds = lastEventIds;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(LastEventId.class) && parameter.getParameterType() == String.class;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory) {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "No HttpServletRequest");
		return this.lastEventIds.find(request);
	}

}
