package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import org.springframework.util.ClassUtils;

/**
 * Knows what a container needs to hand over the output of a response, and to end one that
 * cannot end as others do.
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
	 * Return the threads on which a stream gets the output of its response, once the
	 * request is asynchronous. Tomcat never ends a request if a write on a loop fails
	 * while a thread of its own is on the way out of it: a listener that is set on
	 * another thread is set after that.
	 * @param context of the request, as the container has created it
	 * @return an executor to use on the request thread
	 */
	default Executor threads(AsyncContext context) {
		return context::start;
	}

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
