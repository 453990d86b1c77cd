package io.github.ssehub.security;

import java.io.IOException;
import java.util.function.Supplier;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.web.ProblemWriter;
import io.github.ssehub.web.StreamRequests;

/**
 * Answers 401 where those filters of Spring Security that come after it would send a
 * request for a stream elsewhere: an {@code EventSource} can do nothing with a login
 * page. It does not matter which of them would: that of a login form, of OAuth 2, of an
 * expired session, or an entry point of the application. One that answers with a status
 * of its own, such as that for bearer tokens, is left alone. Thread-safe.
 */
final class LoginRedirectFilter implements Filter {

	private final StreamRequests streams;

	private final ProblemWriter problemWriter;

	private final Supplier<@Nullable RequestCache> requestCache;

	LoginRedirectFilter(StreamRequests streams, ProblemWriter problemWriter,
			Supplier<@Nullable RequestCache> requestCache) {
		this.streams = streams;
		this.problemWriter = problemWriter;
		this.requestCache = requestCache;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getDispatcherType() == DispatcherType.ASYNC || StreamRequests.acceptsPages(request)) {
			chain.doFilter(request, response);
		}
		else {
			chain.doFilter(request, new UnpassedResponse((HttpServletRequest) request, (HttpServletResponse) response));
		}
	}

	/**
	 * Comes after all others: what the application does is none of this.
	 */
	static final class Passed implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			ServletResponse passed = response;
			if (response instanceof UnpassedResponse unpassed) {
				// A stream would keep it for its life
				passed = unpassed.getResponse();
			}
			else if (response instanceof HttpServletResponseWrapper wrapper) {
				UnpassedResponse.passed(wrapper);
			}
			chain.doFilter(request, passed);
		}

	}

	/**
	 * The response of a request that has not passed the filters of Spring Security.
	 */
	private final class UnpassedResponse extends HttpServletResponseWrapper {

		private final HttpServletRequest request;

		// Mutable state
		private boolean passed;

		UnpassedResponse(HttpServletRequest request, HttpServletResponse response) {
			super(response);
			this.request = request;
		}

		static void passed(HttpServletResponseWrapper response) {
			ServletResponse next = response;
			while (next instanceof HttpServletResponseWrapper wrapper) {
				if (wrapper instanceof UnpassedResponse unpassed) {
					unpassed.passed = true;
				}
				next = wrapper.getResponse();
			}
		}

		@Override
		public void sendRedirect(String location) throws IOException {
			if (!refuse(location)) {
				super.sendRedirect(location);
			}
		}

		@Override
		public void sendRedirect(String location, boolean clearBuffer) throws IOException {
			if (!refuse(location)) {
				super.sendRedirect(location, clearBuffer);
			}
		}

		@Override
		public void sendRedirect(String location, int status) throws IOException {
			if (!refuse(location)) {
				super.sendRedirect(location, status);
			}
		}

		@Override
		public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
			if (!refuse(location)) {
				super.sendRedirect(location, status, clearBuffer);
			}
		}

		private boolean refuse(String location) throws IOException {
			if (this.passed || isSamePath(location) || !LoginRedirectFilter.this.streams.isForStream(this.request)) {
				return false;
			}
			HttpServletResponse response = (HttpServletResponse) getResponse();
			forget(response);
			LoginRedirectFilter.this.problemWriter.write(new SseConnectionRefusedException(HttpStatus.UNAUTHORIZED),
					response);
			return true;
		}

		// Such as one to HTTPS, which clients follow
		private boolean isSamePath(String location) {
			return this.request.getRequestURI().equals(UriComponentsBuilder.fromUriString(location).build().getPath());
		}

		// A user who logs in later is not to be sent to a stream
		private void forget(HttpServletResponse response) {
			RequestCache cache = LoginRedirectFilter.this.requestCache.get();
			SavedRequest saved = (cache != null) ? cache.getRequest(this.request, response) : null;
			if (cache != null && saved != null && isSamePath(saved.getRedirectUrl())) {
				cache.removeRequest(this.request, response);
			}
		}

	}

}
