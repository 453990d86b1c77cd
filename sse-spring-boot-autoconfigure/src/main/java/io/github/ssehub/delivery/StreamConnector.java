package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpHeaders;

/**
 * Connects streams to servlet responses. Thread-safe.
 */
public final class StreamConnector {

	private static final Log logger = LogFactory.getLog(StreamConnector.class);

	private final Executor executor = BlockingThreads.create("sse-write-");

	// Mutable state: wrappers of which was told, by their classes
	private final Set<List<String>> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Commit a response, on the request thread: what filters do at the commit is not for
	 * an event loop.
	 * @param response the response, as the framework and its filters see it
	 * @throws IOException if the client is gone
	 * @throws IllegalStateException if a filter keeps what is written
	 */
	public void commit(ServletResponse response) throws IOException {
		// Not that of the response, which a wrapper of the output alone passes on
		response.getOutputStream().flush();
		if (!unwrap(response).isCommitted()) {
			String problem = "Response of an event stream is wrapped in " + wrappers(response)
					+ ", which keeps what is written instead of sending it when it is flushed."
					+ " Exclude event streams from the filter that does this";
			// The application may handle the exception, and say nothing of it
			warnOnce(response, problem + ": they are refused");
			throw new IllegalStateException(problem);
		}
		if (isCompressed(response)) {
			warnOnce(response, "Response of an event stream is wrapped in " + wrappers(response)
					+ ", which compresses it: its events come late, or not before its end, unless each flush sends"
					+ " what was written before. Exclude event streams from the filter that does this");
		}
	}

	private void warnOnce(ServletResponse response, String message) {
		if (this.reported.add(wrappers(response))) {
			logger.warn(message);
		}
	}

	private static boolean isCompressed(ServletResponse response) {
		if (!(response instanceof HttpServletResponse httpResponse) || wrappers(response).isEmpty()) {
			return false;
		}
		String encoding = httpResponse.getHeader(HttpHeaders.CONTENT_ENCODING);
		return encoding != null && !"identity".equalsIgnoreCase(encoding);
	}

	/**
	 * Connect a stream to a committed response, on the request thread.
	 * @param stream the stream
	 * @param response the response, as the framework and its filters see it
	 * @param exchange ends the response
	 * @param opening the first block
	 * @throws IOException if there is no output
	 */
	public void connect(EventStream stream, ServletResponse response, StreamExchange exchange, byte[] opening)
			throws IOException {
		ServletOutputStream out = response.getOutputStream();
		exchange.starters().execute(() -> {
			ServletSink sink = new ServletSink(out, stream, exchange.callbacks());
			if (listen(out, sink, response)) {
				stream.attach(sink, exchange, opening);
				sink.connected();
			}
			else {
				BlockingSink blocking = new BlockingSink(out, stream, this.executor);
				stream.attach(blocking, exchange, blocking.begin(opening) ? null : opening);
				stream.writable();
			}
		});
	}

	// Return whether the container will call the sink
	private boolean listen(ServletOutputStream out, ServletSink sink, ServletResponse response) {
		try {
			out.setWriteListener(sink);
		}
		catch (RuntimeException ex) {
			logger.debug(LogMessage.format("Response without non-blocking output: %s", ex));
			return false;
		}
		List<String> wrappers = wrappers(response);
		// The same wrappers may treat one response so and the next one otherwise
		if (sink.isStarted() || wrappers.isEmpty() || isPassedOn(out, sink)) {
			return true;
		}
		warnOnce(response, "Response of an event stream is wrapped in " + wrappers
				+ ", which does not pass on setWriteListener: its streams need a thread for each write");
		return false;
	}

	// A container refuses a second listener
	private static boolean isPassedOn(ServletOutputStream out, ServletSink sink) {
		try {
			out.setWriteListener(sink);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private static ServletResponse unwrap(ServletResponse response) {
		ServletResponse result = response;
		while (result instanceof ServletResponseWrapper wrapper) {
			result = wrapper.getResponse();
		}
		return result;
	}

	// Without that of Spring MVC, which comes first
	private static List<String> wrappers(ServletResponse response) {
		List<String> names = new ArrayList<>();
		ServletResponse current = response;
		while (current instanceof ServletResponseWrapper wrapper) {
			if (current != response) {
				names.add(current.getClass().getName());
			}
			current = wrapper.getResponse();
		}
		return names;
	}

}
