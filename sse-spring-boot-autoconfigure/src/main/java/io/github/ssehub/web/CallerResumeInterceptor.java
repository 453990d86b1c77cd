package io.github.ssehub.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.source.CallerStreams;

/**
 * Answers clients that come back to a stream of their own in the place of the method that
 * started it, which must not run again. A browser comes back whenever a stream ends, and
 * stays away after a 204 (HTML Living Standard, 9.2.3).
 */
public final class CallerResumeInterceptor implements HandlerInterceptor {

	private final LastEventIds lastEventIds;

	private final SseEndpointReturnValueHandler handler;

	/**
	 * Create a new {@link CallerResumeInterceptor} instance.
	 * @param lastEventIds finds the last event ids of clients
	 * @param handler answers with a stream
	 */
	public CallerResumeInterceptor(LastEventIds lastEventIds, SseEndpointReturnValueHandler handler) {
		this.lastEventIds = lastEventIds;
		this.handler = handler;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		if (request.getDispatcherType() != DispatcherType.REQUEST || !(handler instanceof HandlerMethod method)
				|| !method.hasMethodAnnotation(SseEndpoint.class)) {
			return true;
		}
		String lastEventId = this.lastEventIds.find(request);
		if (lastEventId == null) {
			return true;
		}
		if (CallerStreams.END_ID.equals(lastEventId)) {
			response.setStatus(HttpStatus.NO_CONTENT.value());
			return false;
		}
		return !this.handler.resume(request, response, method, lastEventId);
	}

}
