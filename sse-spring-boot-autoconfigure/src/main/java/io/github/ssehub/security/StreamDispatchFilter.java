package io.github.ssehub.security;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.github.ssehub.web.StreamDispatch;

/**
 * Takes the dispatches of streams past a filter, with the security context in which the
 * request was let through by that filter. Thread-safe.
 */
final class StreamDispatchFilter {

	private static final String CONTEXT = StreamDispatchFilter.class.getName() + ".CONTEXT";

	private final SecurityContextHolderStrategy contextHolder;

	private final DeniedDispatches denied;

	StreamDispatchFilter(SecurityContextHolderStrategy contextHolder, DeniedDispatches denied) {
		this.contextHolder = contextHolder;
		this.denied = denied;
	}

	void doFilter(ServletRequest request, ServletResponse response, FilterChain chain, Filter security)
			throws IOException, ServletException {
		if (!StreamDispatch.is(request, response)
				|| !(request.getAttribute(CONTEXT) instanceof SecurityContext context)) {
			security.doFilter(request, response, (passed, passedResponse) -> {
				chain.doFilter(passed, passedResponse);
				keepContext(passed);
			});
			return;
		}
		SecurityContext before = this.contextHolder.getContext();
		this.contextHolder.setContext(context);
		try {
			this.denied.answer(request, response, chain);
		}
		finally {
			if (before.getAuthentication() != null) {
				this.contextHolder.setContext(before);
			}
			else {
				this.contextHolder.clearContext();
			}
		}
	}

	// A copy: who logs out empties the one of the session, also while this request runs
	private void keepContext(ServletRequest request) {
		if (StreamDispatch.isExpected(request)) {
			SecurityContext context = this.contextHolder.createEmptyContext();
			context.setAuthentication((StreamDispatch.principal(request) instanceof Authentication login) ? login
					: this.contextHolder.getContext().getAuthentication());
			request.setAttribute(CONTEXT, context);
		}
	}

}
