package io.github.ssehub.web;

import java.security.Principal;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who the current request is of.
 */
public final class RequestCaller {

	private RequestCaller() {
	}

	/**
	 * Return whether the current request is that of a user. What does not run for a
	 * request is the application itself, which may do what every user may.
	 * @param user the name of the user, {@code null} for requests that have none
	 * @return whether it is
	 */
	public static boolean is(@Nullable String user) {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return true;
		}
		Principal principal = attributes.getRequest().getUserPrincipal();
		return Objects.equals(user, (principal != null) ? principal.getName() : null);
	}

}
