package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;

/**
 * What streams have to know of the container that they run in. The methods fit one that
 * does what the servlet specification says.
 */
class ServletContainer {

	static ServletContainer of(String serverInfo) {
		ClassLoader classLoader = ServletContainer.class.getClassLoader();
		if (serverInfo.startsWith("Apache Tomcat")
				&& ClassUtils.isPresent("org.apache.coyote.CloseNowException", classLoader)) {
			return new TomcatContainer();
		}
		if (serverInfo.startsWith("jetty")
				&& ClassUtils.isPresent("org.eclipse.jetty.io.QuietException", classLoader)) {
			return new JettyContainer();
		}
		return new ServletContainer();
	}

	/**
	 * Set the headers of an event stream, which is to be sent as it is written.
	 * @param response the response, which is not committed
	 */
	void setHeaders(HttpServletResponse response) {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
		// nginx would collect events until it has a buffer full of them
		response.setHeader("X-Accel-Buffering", "no");
	}

	/**
	 * Return the threads on which a stream gets the output of its response.
	 * @param context of the request, as the container has created it
	 * @return an executor to use on the request thread, once the request is asynchronous
	 */
	Executor starters(AsyncContext context) {
		return context::start;
	}

	/**
	 * Return what runs the consequences of a possible write.
	 * @return an executor to use within the call of the container that tells of it
	 */
	Executor callbacks() {
		return Runnable::run;
	}

	/**
	 * Return whether the web application is being stopped, which leaves nothing to
	 * dispatch to.
	 * @param context of the request, as the container has created it
	 * @return whether a response has to be completed without a dispatch
	 */
	boolean isStopping(AsyncContext context) {
		return false;
	}

	/**
	 * Create the exception that makes the container close a connection at once, although
	 * the client does not take what was written to it, and say nothing of it in its log.
	 * @param message the message
	 * @return what is to leave the servlet
	 */
	IOException createAbort(String message) {
		return new IOException(message);
	}

	/**
	 * Close the connection of a request at once, although the client does not take what
	 * was written to it.
	 * @param request the request, in its last dispatch and when the application has done
	 * with it
	 * @return whether it is closed; else an exception has to leave the servlet
	 */
	boolean closeConnection(ServletRequest request) {
		return false;
	}

}
