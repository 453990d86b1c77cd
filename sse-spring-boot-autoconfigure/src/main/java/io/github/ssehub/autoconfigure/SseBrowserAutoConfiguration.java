package io.github.ssehub.autoconfigure;

import jakarta.servlet.Servlet;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration that serves the module for browsers, where an application asks for
 * that with a path.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Servlet.class, DispatcherServlet.class })
@Conditional(BrowserModuleCondition.class)
@EnableConfigurationProperties(SseBrowserProperties.class)
@ImportRuntimeHints(BrowserModuleHints.class)
public final class SseBrowserAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnMissingBean
	BrowserModuleConfigurer sseBrowserModuleConfigurer(SseBrowserProperties properties) {
		return new BrowserModuleConfigurer(properties.path());
	}

}
