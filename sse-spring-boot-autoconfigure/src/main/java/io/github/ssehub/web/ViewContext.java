package io.github.ssehub.web;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What the thread that publishes knows of its request while it renders a view, which is
 * nothing: templates reach beans of a session, formatters and the user by way of it.
 */
final class ViewContext implements AutoCloseable {

	private static final boolean SPRING_SECURITY = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder", ViewContext.class.getClassLoader());

	private final @Nullable RequestAttributes request = RequestContextHolder.getRequestAttributes();

	private final @Nullable LocaleContext locale = LocaleContextHolder.getLocaleContext();

	private final @Nullable Object login = SPRING_SECURITY ? Login.clear() : null;

	ViewContext(ViewRequest request, ViewResponse response, Locale locale) {
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request, response));
		LocaleContextHolder.setLocaleContext(new SimpleLocaleContext(locale));
	}

	@Override
	public void close() {
		RequestContextHolder.setRequestAttributes(this.request);
		LocaleContextHolder.setLocaleContext(this.locale);
		if (this.login != null) {
			Login.restore(this.login);
		}
	}

	/**
	 * Loaded where there is Spring Security only.
	 */
	private static final class Login {

		static @Nullable Object clear() {
			SecurityContext context = SecurityContextHolder.getContext();
			SecurityContextHolder.clearContext();
			return (context.getAuthentication() != null) ? context : null;
		}

		static void restore(Object context) {
			SecurityContextHolder.setContext((SecurityContext) context);
		}

	}

}
