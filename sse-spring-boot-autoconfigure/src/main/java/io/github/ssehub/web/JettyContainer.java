package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.io.QuietException;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;

/**
 * Jetty.
 */
final class JettyContainer extends ServletContainer {

	private static final boolean CONNECTION_PRESENT = ClassUtils
		.isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest", JettyContainer.class.getClassLoader());

	// Its compression would send nothing before the end of the stream
	@Override
	void setHeaders(HttpServletResponse response) {
		super.setHeaders(response);
		if (!response.containsHeader(HttpHeaders.CONTENT_ENCODING) && isCompressed(response)) {
			response.setHeader(HttpHeaders.CONTENT_ENCODING, "identity");
		}
	}

	// Its handler says so as soon as a request comes
	private static boolean isCompressed(HttpServletResponse response) {
		return response.getHeaders(HttpHeaders.VARY)
			.stream()
			.anyMatch((value) -> value.contains(HttpHeaders.ACCEPT_ENCODING));
	}

	@Override
	Executor starters(AsyncContext context) {
		return Runnable::run;
	}

	// It does not log this one. Its EofException would not do:
	// it takes that for a client that is gone already
	@Override
	IOException createAbort(String message) {
		return new QuietAbortException(message);
	}

	// After an exception it would not tell listeners of the request that it is over
	@Override
	boolean closeConnection(ServletRequest request) {
		return CONNECTION_PRESENT && JettyConnection.close(request);
	}

	private static final class QuietAbortException extends IOException implements QuietException {

		QuietAbortException(String message) {
			super(message);
		}

	}

}
