package io.github.ssehub.autoconfigure;

import java.util.stream.Stream;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewFilter;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.servlet.DispatcherServlet;

import io.github.ssehub.jpa.OpenInViewRelease;
import io.github.ssehub.web.SseEndpointValidator;

/**
 * Auto-configuration of streams in applications with JPA: those of requests with an
 * {@code EntityManager} that is open in view hold no connection.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, EntityManagerHolder.class, SharedSessionContractImplementor.class,
		TransactionSynchronizationManager.class })
public final class SseJpaAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	OpenInViewRelease sseOpenInViewRelease(ListableBeanFactory beanFactory,
			ObjectProvider<SseEndpointValidator> validator) {
		return new OpenInViewRelease(() -> isOpenInView(beanFactory) && hasEndpoints(validator.getIfAvailable()));
	}

	private static boolean isOpenInView(ListableBeanFactory beanFactory) {
		return Stream
			.of(ResolvableType.forClass(OpenEntityManagerInViewInterceptor.class),
					ResolvableType.forClass(OpenEntityManagerInViewFilter.class),
					ResolvableType.forClassWithGenerics(FilterRegistrationBean.class,
							OpenEntityManagerInViewFilter.class))
			.anyMatch((type) -> beanFactory.getBeanNamesForType(type, true, false).length > 0);
	}

	private static boolean hasEndpoints(@Nullable SseEndpointValidator validator) {
		return validator != null && validator.hasEndpoints();
	}

}
