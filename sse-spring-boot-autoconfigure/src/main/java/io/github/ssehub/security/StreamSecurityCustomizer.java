package io.github.ssehub.security;

import java.util.function.Supplier;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.savedrequest.RequestCache;

import io.github.ssehub.web.ProblemWriter;
import io.github.ssehub.web.StreamRequests;

/**
 * Has every security filter chain that is built answer requests for streams with a status
 * instead of a login page.
 */
public final class StreamSecurityCustomizer implements Customizer<HttpSecurity>, AopInfrastructureBean {

	private final Supplier<StreamRequests> streams;

	private final Supplier<ProblemWriter> problemWriter;

	/**
	 * Create a new {@link StreamSecurityCustomizer} instance.
	 * @param streams supplies what tells requests for streams from others
	 * @param problemWriter supplies what writes answers
	 */
	public StreamSecurityCustomizer(Supplier<StreamRequests> streams, Supplier<ProblemWriter> problemWriter) {
		this.streams = streams;
		this.problemWriter = problemWriter;
	}

	@Override
	public void customize(HttpSecurity http) {
		// After those that redirect to HTTPS or after a logout
		http.addFilterAfter(new LoginRedirectFilter(this.streams.get(), this.problemWriter.get(),
				() -> http.getSharedObject(RequestCache.class)), LogoutFilter.class);
		http.addFilterAfter(new LoginRedirectFilter.Passed(), AuthorizationFilter.class);
	}

}
