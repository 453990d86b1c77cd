package io.github.ssehub.web;

import java.io.IOException;

import org.springframework.util.ClassUtils;

/**
 * Knows which exception makes the container close a connection at once, although the
 * client does not take what was written to it, and say nothing of it in its log.
 */
@FunctionalInterface
interface StreamAborter {

	// What leaves the servlet is the exception
	Exception createAbort(String message);

	static StreamAborter forServer(String serverInfo) {
		ClassLoader classLoader = StreamAborter.class.getClassLoader();
		if (serverInfo.startsWith("Apache Tomcat")
				&& ClassUtils.isPresent("org.apache.coyote.CloseNowException", classLoader)) {
			return new TomcatStreamAborter();
		}
		if (serverInfo.startsWith("jetty")
				&& ClassUtils.isPresent("org.eclipse.jetty.io.QuietException", classLoader)) {
			return new JettyStreamAborter();
		}
		return IOException::new;
	}

}
