package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Remembers when a request came and whether in a session, and forgets the connection of
 * one that ends without having become a stream, such as that of a controller method which
 * throws.
 */
public final class AbandonedStreamInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		StreamRequest.markStart(request);
		if (StreamRequests.isForStream(request, handler)) {
			StreamRequest.markSession(request);
		}
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		StreamRequest stream = StreamRequest.find(request);
		if (stream != null && !stream.isAttached()) {
			stream.connection().abandon();
		}
	}

}
