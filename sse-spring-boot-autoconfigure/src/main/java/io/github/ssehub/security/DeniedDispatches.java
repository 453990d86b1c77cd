package io.github.ssehub.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.util.ThrowableAnalyzer;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.web.ProblemWriter;

/**
 * Answers for the filters of Spring Security when the source of a stream denies access
 * before it has opened. Thread-safe.
 */
final class DeniedDispatches {

	private final ThrowableAnalyzer analyzer = new ThrowableAnalyzer();

	private final ProblemWriter problemWriter;

	DeniedDispatches(ProblemWriter problemWriter) {
		this.problemWriter = problemWriter;
	}

	void answer(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			Throwable[] causes = this.analyzer.determineCauseChain(ex);
			if (response.isCommitted()) {
				throw ex;
			}
			if (this.analyzer.getFirstThrowableOfType(AuthenticationException.class, causes) != null) {
				write(HttpStatus.UNAUTHORIZED, response);
			}
			else if (this.analyzer.getFirstThrowableOfType(AccessDeniedException.class, causes) != null) {
				write(HttpStatus.FORBIDDEN, response);
			}
			else {
				throw ex;
			}
		}
	}

	private void write(HttpStatus status, ServletResponse response) throws IOException {
		this.problemWriter.write(new SseConnectionRefusedException(status), (HttpServletResponse) response);
	}

}
