package io.github.ssehub.source;

import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Who a caller is to Spring Security, which has to be on the class path.
 */
final class SecurityPart implements ContextPart {

	private final SecurityContext security;

	private SecurityPart(SecurityContext security) {
		this.security = security;
	}

	static SecurityPart capture() {
		return new SecurityPart(SecurityContextHolder.getContext());
	}

	@Override
	public void run(Runnable task) {
		SecurityContext before = SecurityContextHolder.getContext();
		SecurityContextHolder.setContext(this.security);
		try {
			task.run();
		}
		finally {
			if (before.getAuthentication() != null) {
				SecurityContextHolder.setContext(before);
			}
			else {
				SecurityContextHolder.clearContext();
			}
		}
	}

	@Override
	public Object addTo(Object context) {
		return (this.security.getAuthentication() != null)
				? ((Context) context)
					.putAll(ReactiveSecurityContextHolder.withSecurityContext(Mono.just(this.security)).readOnly())
				: context;
	}

}
