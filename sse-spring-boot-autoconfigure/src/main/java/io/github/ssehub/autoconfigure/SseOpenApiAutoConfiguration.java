package io.github.ssehub.autoconfigure;

import org.springdoc.core.customizers.GlobalOperationComponentsCustomizer;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

import io.github.ssehub.openapi.EndpointOperations;

/**
 * Auto-configuration of streams in the OpenAPI document that springdoc makes of an
 * application.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseAutoConfiguration.class,
		afterName = { "org.springdoc.core.properties.SpringDocConfigProperties",
				"org.springdoc.core.configuration.SpringDocConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, GlobalOperationComponentsCustomizer.class })
@ConditionalOnBean(SpringDocConfigProperties.class)
public final class SseOpenApiAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	EndpointOperations sseEndpointOperations(SpringDocConfigProperties properties) {
		return new EndpointOperations(properties);
	}

}
