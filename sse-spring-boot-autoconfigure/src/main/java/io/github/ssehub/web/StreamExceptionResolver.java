package io.github.ssehub.web;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.Ordered;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseMemberNameException;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomLimitException;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseStreamLimitException;
import io.github.ssehub.SseStreamNotFoundException;

/**
 * Answers requests that are refused, and keeps the ends of streams away from exception
 * handlers of the application, which would try to write an error to a response that is
 * over, and from the log. Comes first.
 */
public final class StreamExceptionResolver implements HandlerExceptionResolver, Ordered, AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(StreamExceptionResolver.class);

	private final ProblemWriter problemWriter;

	private final Supplier<List<HandlerExceptionResolver>> others;

	/**
	 * Create a new {@link StreamExceptionResolver} instance.
	 * @param problemWriter writes problem details
	 * @param others supplies all resolvers, in this order; asked for each time
	 */
	public StreamExceptionResolver(ProblemWriter problemWriter, Supplier<List<HandlerExceptionResolver>> others) {
		this.problemWriter = problemWriter;
		this.others = others;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		if (ex instanceof SseConnectionRefusedException || ex instanceof SseStreamNotFoundException
				|| ex instanceof SseStreamLimitException || ex instanceof UnreadableParametersException) {
			return answer((ErrorResponse) ex, response);
		}
		StreamRequest stream = StreamRequest.find(request);
		if (!response.isCommitted() && StreamRequests.isForStream(request, handler) && isOfTheContainer(ex)) {
			UnreadableParametersException unreadable = RequestParameters.failure(request);
			if (unreadable != null) {
				return answer(unreadable, response);
			}
		}
		if (isAboutNames(ex) && (stream != null || StreamRequests.isEndpoint(handler)) && !response.isCommitted()) {
			return answer((ErrorResponse) ex, response);
		}
		if (stream == null || !stream.isAttached()) {
			return StreamRequests.acceptsStreams(request) ? resolveForAny(request, response, handler, ex) : null;
		}
		if (stream.isAbort(ex) && !stream.isAbortedOutside()) {
			// No other resolver may handle it: it closes
			// the connection by leaving the servlet
			StreamExceptionResolver.<RuntimeException>rethrow(ex);
		}
		if (response.isCommitted() || ex instanceof StreamGoneException
				|| DisconnectedClientHelper.isClientDisconnectedException(ex)) {
			// What comes late is mostly the error page
			// of the server, which cannot be shown
			logger.debug("Event stream is over", ex);
			return new ModelAndView();
		}
		return null;
	}

	// What the application makes of an error is most often no event stream, and would not
	// be written to a client that accepts nothing else
	private ModelAndView resolveForAny(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		HttpServletRequest accepting = new AcceptAllRequest(request);
		for (HandlerExceptionResolver resolver : this.others.get()) {
			ModelAndView result = (resolver != this) ? resolver.resolveException(accepting, response, handler, ex)
					: null;
			if (result != null) {
				return result;
			}
		}
		// Nor by any other resolver, which would be asked again
		StreamExceptionResolver.<RuntimeException>rethrow(ex);
		throw new IllegalStateException(ex);
	}

	// Each has a type of its own for parameters that it cannot decode. Those of Spring
	// are
	// about something else, and may be of the application's concern
	private static boolean isOfTheContainer(Exception ex) {
		return ex instanceof RuntimeException && !(ex instanceof ErrorResponse)
				&& !ex.getClass().getName().startsWith("org.springframework.");
	}

	private static boolean isAboutNames(Exception ex) {
		return ex instanceof SseRoomNameException || ex instanceof SseMemberNameException
				|| ex instanceof SseRoomLimitException || ex instanceof SseRoomAccessDeniedException;
	}

	private ModelAndView answer(ErrorResponse error, HttpServletResponse response) {
		try {
			this.problemWriter.write(error, response);
		}
		catch (IOException ex) {
			logger.debug("Answer did not reach its client", ex);
		}
		return new ModelAndView();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> void rethrow(Exception ex) throws E {
		throw (E) ex;
	}

}
