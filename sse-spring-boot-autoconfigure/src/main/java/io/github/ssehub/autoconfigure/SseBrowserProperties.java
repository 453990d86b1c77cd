package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Properties of the module for browsers.
 *
 * @param path Path under which the files of the module for browsers are served, such as
 * '/sse-client'. They are not if it is not set.
 */
@ConfigurationProperties("sse.browser")
record SseBrowserProperties(String path) implements AopInfrastructureBean {

	SseBrowserProperties {
		Assert.isTrue(path.startsWith("/") && !path.endsWith("/") && !path.contains("*") && !path.contains("{"),
				"'sse.browser.path' must be a path such as '/sse-client'");
	}

}
