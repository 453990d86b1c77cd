package io.github.ssehub.web;

import java.security.Principal;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells the dispatches with which streams open and end from those of other asynchronous
 * requests.
 */
public final class StreamDispatch {

	private static final String ATTRIBUTE = StreamDispatch.class.getName();

	// Nothing else has it
	private static final Object MARK = new Object();

	private StreamDispatch() {
	}

	// From now on, dispatches of the request are those of a stream
	static void mark(ServletRequest request) {
		request.setAttribute(ATTRIBUTE, MARK);
	}

	/**
	 * Return whether a request is that of a stream and nothing else.
	 * @param request the request, once its handler has returned
	 * @return whether its other dispatches open and end the stream
	 */
	public static boolean isExpected(ServletRequest request) {
		return request.getAttribute(ATTRIBUTE) == MARK;
	}

	/**
	 * Return whom the stream of a request is of. Whoever asks the security context for it
	 * later may find that of a session that has ended meanwhile.
	 * @param request the request
	 * @return the principal that the stream began with, or {@code null} if there is none
	 */
	public static @Nullable Principal principal(ServletRequest request) {
		StreamRequest stream = StreamRequest.find((HttpServletRequest) request);
		return (stream != null) ? stream.connection().principal() : null;
	}

	/**
	 * Return whether a dispatch opens or ends a stream. The error page of a container for
	 * a response that has begun is such an end: nothing of it can be shown.
	 * @param request the request
	 * @param response the response
	 * @return whether the request was let through when it came
	 */
	public static boolean is(ServletRequest request, ServletResponse response) {
		return switch (request.getDispatcherType()) {
			case ASYNC -> isExpected(request);
			case ERROR -> isExpected(request) && response.isCommitted();
			default -> false;
		};
	}

}
