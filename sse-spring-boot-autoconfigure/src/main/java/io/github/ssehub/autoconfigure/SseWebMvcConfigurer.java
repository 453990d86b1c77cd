package io.github.ssehub.autoconfigure;

import java.util.List;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.github.ssehub.web.AbandonedStreamInterceptor;
import io.github.ssehub.web.CallerResumeInterceptor;
import io.github.ssehub.web.LastEventIds;
import io.github.ssehub.web.SseEndpointReturnValueHandler;

/**
 * Adds what streams need to Spring MVC.
 */
final class SseWebMvcConfigurer implements WebMvcConfigurer, AopInfrastructureBean {

	private final SseEndpointReturnValueHandler returnValueHandler;

	private final List<HandlerMethodArgumentResolver> argumentResolvers;

	private final LastEventIds lastEventIds;

	SseWebMvcConfigurer(SseEndpointReturnValueHandler returnValueHandler, LastEventIds lastEventIds,
			HandlerMethodArgumentResolver... argumentResolvers) {
		this.returnValueHandler = returnValueHandler;
		this.lastEventIds = lastEventIds;
		this.argumentResolvers = List.of(argumentResolvers);
	}

	@Override
	public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
		handlers.add(this.returnValueHandler);
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.addAll(this.argumentResolvers);
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new AbandonedStreamInterceptor()).order(Ordered.HIGHEST_PRECEDENCE);
		registry.addInterceptor(new CallerResumeInterceptor(this.lastEventIds, this.returnValueHandler))
			.order(Ordered.LOWEST_PRECEDENCE);
	}

}
