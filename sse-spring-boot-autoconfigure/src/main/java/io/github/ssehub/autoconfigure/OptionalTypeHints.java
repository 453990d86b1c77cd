package io.github.ssehub.autoconfigure;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * For a native image: what we look for by name to know whether it is there, and what
 * views are rendered for.
 */
final class OptionalTypeHints implements RuntimeHintsRegistrar {

	private static final String[] TYPES = { "kotlin.Unit", "kotlinx.coroutines.flow.Flow",
			"io.micrometer.context.ContextSnapshotFactory", "org.apache.coyote.CloseNowException",
			"org.eclipse.jetty.ee11.servlet.ServletContextRequest", "org.eclipse.jetty.io.QuietException",
			"org.slf4j.MDC", "org.springframework.security.access.AccessDeniedException",
			"org.springframework.security.core.context.SecurityContextHolder",
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			"reactor.core.publisher.Flux" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (String type : TYPES) {
			hints.reflection().registerTypeIfPresent(classLoader, type);
		}
		hints.proxies().registerJdkProxy(HttpServletRequest.class).registerJdkProxy(HttpServletResponse.class);
	}

}
