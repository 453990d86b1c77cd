package io.github.ssehub.security;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * The filter of Spring Security, which the dispatches of a stream pass by: the request
 * was let through when it came, and its response is committed. Whoever is logged in by
 * the time it ends, it ends as the user that it began as. All else is as before.
 */
final class StreamFilterChain extends FilterChainProxy {

	private final FilterChainProxy delegate;

	private final StreamDispatchFilter filter;

	StreamFilterChain(FilterChainProxy delegate, StreamDispatchFilter filter) {
		this.delegate = delegate;
		this.filter = filter;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		this.filter.doFilter(request, response, chain, this.delegate);
	}

	@Override
	public void afterPropertiesSet() {
		// The other one has been set up
	}

	@Override
	public @Nullable List<Filter> getFilters(String url) {
		return this.delegate.getFilters(url);
	}

	@Override
	public List<SecurityFilterChain> getFilterChains() {
		return this.delegate.getFilterChains();
	}

	@Override
	public void setSecurityContextHolderStrategy(SecurityContextHolderStrategy strategy) {
		this.delegate.setSecurityContextHolderStrategy(strategy);
	}

	@Override
	public void setFilterChainValidator(FilterChainValidator validator) {
		this.delegate.setFilterChainValidator(validator);
	}

	@Override
	public void setFilterChainDecorator(FilterChainDecorator decorator) {
		this.delegate.setFilterChainDecorator(decorator);
	}

	@Override
	public void setFirewall(HttpFirewall firewall) {
		this.delegate.setFirewall(firewall);
	}

	@Override
	public void setRequestRejectedHandler(RequestRejectedHandler handler) {
		this.delegate.setRequestRejectedHandler(handler);
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
