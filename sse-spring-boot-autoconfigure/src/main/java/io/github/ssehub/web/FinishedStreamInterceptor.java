package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.source.CallerStreams;

/**
 * Keeps clients whose stream is over from running its source again: a browser comes back
 * whenever a stream ends, and stays away after a 204 (HTML Living Standard, 9.2.3).
 */
public final class FinishedStreamInterceptor implements HandlerInterceptor {

	private final LastEventIds lastEventIds;

	/**
	 * Create a new {@link FinishedStreamInterceptor} instance.
	 * @param lastEventIds finds the last event ids of clients
	 */
	public FinishedStreamInterceptor(LastEventIds lastEventIds) {
		this.lastEventIds = lastEventIds;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		boolean finished = handler instanceof HandlerMethod method && method.hasMethodAnnotation(SseEndpoint.class)
				&& CallerStreams.END_ID.equals(this.lastEventIds.find(request));
		if (finished) {
			response.setStatus(HttpStatus.NO_CONTENT.value());
		}
		return !finished;
	}

}
