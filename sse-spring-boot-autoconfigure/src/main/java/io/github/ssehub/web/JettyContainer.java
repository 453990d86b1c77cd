package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.io.QuietException;
import org.springframework.http.HttpHeaders;

/**
 * Jetty.
 */
final class JettyContainer extends ServletContainer {

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
	Exception createAbort(String message) {
		return new QuietAbortException(message);
	}

	private static final class QuietAbortException extends IOException implements QuietException {

		QuietAbortException(String message) {
			super(message);
		}

	}

}
