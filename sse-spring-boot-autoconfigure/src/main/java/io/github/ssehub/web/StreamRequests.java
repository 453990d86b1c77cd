package io.github.ssehub.web;

import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

import io.github.ssehub.SseEndpoint;

/**
 * Tells requests for streams from others, before they are handled. Thread-safe.
 */
public final class StreamRequests implements AopInfrastructureBean {

	private final Supplier<List<HandlerMapping>> mappings;

	/**
	 * Create a new {@link StreamRequests} instance.
	 * @param mappings supplies what finds the handlers of requests, in this order
	 */
	public StreamRequests(Supplier<List<HandlerMapping>> mappings) {
		this.mappings = mappings;
	}

	/**
	 * Return whether a request accepts pages by name, as those of a browser for a page
	 * do.
	 * @param request the request
	 * @return whether its client can show a page
	 */
	public static boolean acceptsPages(ServletRequest request) {
		return accepts((HttpServletRequest) request, MediaType.TEXT_HTML_VALUE);
	}

	/**
	 * Return whether a request accepts event streams and no pages. Those of an
	 * {@code EventSource} do, those of a browser for a page never.
	 * @param request the request
	 * @return whether it is for a stream, as far as the client says
	 */
	public static boolean acceptsStreams(HttpServletRequest request) {
		return accepts(request, MediaType.TEXT_EVENT_STREAM_VALUE) && !acceptsPages(request);
	}

	// As far as its client or its handler says. Others may open a stream, too
	static boolean isForStream(HttpServletRequest request, @Nullable Object handler) {
		return acceptsStreams(request) || isEndpoint(handler);
	}

	static boolean isEndpoint(@Nullable Object handler) {
		return handler instanceof HandlerMethod method && method.hasMethodAnnotation(SseEndpoint.class);
	}

	private static boolean accepts(HttpServletRequest request, String type) {
		for (Enumeration<String> values = request.getHeaders(HttpHeaders.ACCEPT); values.hasMoreElements();) {
			if (values.nextElement().toLowerCase(Locale.ROOT).contains(type)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether a request is for a stream: it accepts nothing else, or its handler
	 * makes nothing else and it does not ask for a page.
	 * @param request the request
	 * @return whether it is for a stream
	 */
	public boolean isForStream(HttpServletRequest request) {
		return acceptsStreams(request) || (!acceptsPages(request) && isHandledAsStream(request));
	}

	private boolean isHandledAsStream(HttpServletRequest request) {
		for (HandlerMapping mapping : this.mappings.get()) {
			try {
				HandlerExecutionChain chain = mapping.getHandler(request);
				if (chain != null) {
					return isEndpoint(chain.getHandler());
				}
			}
			catch (Exception ex) {
				// Not to be handled at all
				return false;
			}
		}
		return false;
	}

}
