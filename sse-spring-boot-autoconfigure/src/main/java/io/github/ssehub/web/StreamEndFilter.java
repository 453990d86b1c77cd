package io.github.ssehub.web;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

/**
 * Has the container close the connection of a client that does not read. Where that takes
 * an exception, it is kept from filters, interceptors and error pages of the application.
 * Comes first of all filters, in dispatches other than that of the request itself.
 */
public final class StreamEndFilter implements Filter, AopInfrastructureBean {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		StreamRequest stream = find(request);
		if (stream == null || !stream.isAttached()) {
			chain.doFilter(request, response);
		}
		else if (request.getDispatcherType() == DispatcherType.ASYNC) {
			end(stream, request, response, chain);
		}
		else if (!response.isCommitted()) {
			chain.doFilter(request, response);
		}
		// Else an error page, which cannot be shown
	}

	private static @Nullable StreamRequest find(ServletRequest request) {
		return (request instanceof HttpServletRequest httpRequest) ? StreamRequest.find(httpRequest) : null;
	}

	private static void end(StreamRequest stream, ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		boolean abortedOutside = stream.isAbortedOutside();
		stream.markAbortedOutside();
		chain.doFilter(request, response);
		if (!abortedOutside) {
			stream.closeConnection(request);
		}
	}

}
