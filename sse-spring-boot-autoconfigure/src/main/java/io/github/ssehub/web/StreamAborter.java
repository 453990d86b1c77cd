package io.github.ssehub.web;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import org.springframework.util.ClassUtils;

/**
 * Knows how the container is brought to end a response that cannot end as others do.
 */
@FunctionalInterface
interface StreamAborter {

	/**
	 * Create the exception that makes the container close a connection at once, although
	 * the client does not take what was written to it, and say nothing of it in its log.
	 * @param message the message
	 * @return what is to leave the servlet
	 */
	Exception createAbort(String message);

	/**
	 * Return whether the web application is being stopped, which leaves nothing to
	 * dispatch to.
	 * @param context of the request, as the container has created it
	 * @return whether a response has to be completed without a dispatch
	 */
	default boolean isStopping(AsyncContext context) {
		return false;
	}

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
