package io.github.ssehub.security;

import java.util.function.Supplier;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;

import io.github.ssehub.web.ProblemWriter;

/**
 * Has streams pass by the filter of Spring Security when they open late and when they
 * end. In the place of that filter, since a filter can skip no other one, and all
 * security filter chains, those that the application defines and those that others do,
 * are behind it.
 */
public final class StreamFilterChainPostProcessor implements BeanPostProcessor, AopInfrastructureBean {

	private final Supplier<SecurityContextHolderStrategy> contextHolder;

	private final Supplier<ProblemWriter> problemWriter;

	/**
	 * Create a new {@link StreamFilterChainPostProcessor} instance.
	 * @param contextHolder supplies what knows the security context of a thread
	 * @param problemWriter supplies what writes answers
	 */
	public StreamFilterChainPostProcessor(Supplier<SecurityContextHolderStrategy> contextHolder,
			Supplier<ProblemWriter> problemWriter) {
		this.contextHolder = contextHolder;
		this.problemWriter = problemWriter;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof FilterChainProxy proxy
				&& AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME.equals(beanName)) {
			DeniedDispatches denied = new DeniedDispatches(this.problemWriter.get());
			return new StreamFilterChain(proxy, new StreamDispatchFilter(this.contextHolder.get(), denied));
		}
		return bean;
	}

}
