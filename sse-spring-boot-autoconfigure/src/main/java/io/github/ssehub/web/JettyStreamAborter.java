package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import org.eclipse.jetty.io.QuietException;

/**
 * Closes connections of Jetty, which does not log a {@link QuietException}. Its
 * {@code EofException} would not do: Jetty takes it for a client that is gone already.
 */
final class JettyStreamAborter implements StreamAborter {

	@Override
	public Exception createAbort(String message) {
		return new QuietAbortException(message);
	}

	@Override
	public Executor threads(AsyncContext context) {
		return Runnable::run;
	}

	private static final class QuietAbortException extends IOException implements QuietException {

		QuietAbortException(String message) {
			super(message);
		}

	}

}
