package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;

import io.github.ssehub.metrics.StreamObservationFilter;

/**
 * Puts a filter that knows of streams around the one that observes requests, whoever has
 * registered it: a bean of its own would have to repeat how Boot creates that one.
 */
final class ObservationFilterPostProcessor implements BeanPostProcessor, Ordered, AopInfrastructureBean {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		// Not one of a subclass, which may be asked for by its type
		if (bean.getClass() == ServerHttpObservationFilter.class) {
			return wrap((ServerHttpObservationFilter) bean);
		}
		if (bean instanceof FilterRegistrationBean<?> registration
				&& registration.getFilter() instanceof ServerHttpObservationFilter filter
				&& !(filter instanceof StreamObservationFilter)) {
			wrap(registration, filter);
		}
		return bean;
	}

	// It takes any filter that its type parameter allows
	@SuppressWarnings("unchecked")
	private static void wrap(FilterRegistrationBean<?> registration, ServerHttpObservationFilter filter) {
		((FilterRegistrationBean<ServerHttpObservationFilter>) registration).setFilter(wrap(filter));
	}

	private static StreamObservationFilter wrap(ServerHttpObservationFilter filter) {
		return new StreamObservationFilter(filter);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
