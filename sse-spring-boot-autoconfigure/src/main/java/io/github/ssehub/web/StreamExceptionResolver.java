package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.log.LogMessage;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

import io.github.ssehub.SseConnectionRefusedException;

/**
 * Keeps the ends of streams away from exception handlers of the application, which would
 * try to write an error to a response that is over, and from the log. Comes first.
 */
public final class StreamExceptionResolver implements HandlerExceptionResolver, Ordered {

	private static final Log logger = LogFactory.getLog(StreamExceptionResolver.class);

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		if (ex instanceof SseConnectionRefusedException refused) {
			response.setStatus(refused.getStatus().value());
			return new ModelAndView();
		}
		StreamRequest stream = StreamRequest.find(request);
		if (stream == null || !stream.isAttached()) {
			return null;
		}
		if (stream.isAbort(ex)) {
			// No other resolver may handle it: it closes
			// the connection by leaving the servlet
			StreamExceptionResolver.<RuntimeException>rethrow(ex);
		}
		if (response.isCommitted() || ex instanceof StreamGoneException
				|| DisconnectedClientHelper.isClientDisconnectedException(ex)) {
			// What comes late is mostly the error page
			// of the server, which cannot be shown
			logger.debug(LogMessage.format("Event stream is over: %s", ex));
			return new ModelAndView();
		}
		return null;
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> void rethrow(Exception ex) throws E {
		throw (E) ex;
	}

}
