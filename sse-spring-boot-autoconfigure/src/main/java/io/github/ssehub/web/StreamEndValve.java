package io.github.ssehub.web;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Has Tomcat close the connection of a client that does not read, without an exception
 * that filters, interceptors and error pages of the application would see. Tomcat's own
 * valves would also write what is left before they close it, and wait for the client with
 * a thread.
 */
public final class StreamEndValve extends ValveBase {

	/**
	 * Create a new {@link StreamEndValve} instance.
	 */
	public StreamEndValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		StreamRequest stream = StreamRequest.find(request);
		if (stream == null || !stream.isAttached() || !request.isAsyncDispatching()) {
			getNext().invoke(request, response);
			return;
		}
		// That the client has gone, for all who look for an error
		removeError(request);
		stream.markAbortedOutside();
		getNext().invoke(request, response);
		IOException abort = stream.abort();
		if (abort != null) {
			// An exception, or Tomcat would set the status of an error
			response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, abort);
			removeError(request);
		}
	}

	private static void removeError(Request request) {
		request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
		request.getCoyoteRequest().getAttributes().remove(RequestDispatcher.ERROR_EXCEPTION);
	}

}
