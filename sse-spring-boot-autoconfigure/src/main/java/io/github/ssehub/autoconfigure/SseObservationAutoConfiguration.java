package io.github.ssehub.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Servlet;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Import;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.DispatcherServlet;

import io.github.ssehub.hub.HubStreams;

/**
 * Auto-configuration that ends observations of requests, and with them their metrics and
 * traces, when they become streams.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Servlet.class, DispatcherServlet.class, ObservationRegistry.class,
		ServerHttpObservationFilter.class })
@ConditionalOnBean(HubStreams.class)
@Import(ObservationFilterPostProcessor.class)
public final class SseObservationAutoConfiguration implements AopInfrastructureBean {

}
