package io.github.ssehub.source;

import java.util.TimeZone;

import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;

/**
 * The locale and time zone of a caller.
 */
final class LocalePart implements ContextPart {

	private final @Nullable LocaleContext locale;

	private LocalePart(@Nullable LocaleContext locale) {
		this.locale = locale;
	}

	// That of Spring MVC asks the request each time, which may be another one's by then
	static LocalePart capture() {
		LocaleContext context = LocaleContextHolder.getLocaleContext();
		if (context == null) {
			return new LocalePart(null);
		}
		TimeZone timeZone = (context instanceof TimeZoneAwareLocaleContext aware) ? aware.getTimeZone() : null;
		return new LocalePart(new SimpleTimeZoneAwareLocaleContext(context.getLocale(), timeZone));
	}

	@Override
	public void run(Runnable task) {
		LocaleContext before = LocaleContextHolder.getLocaleContext();
		LocaleContextHolder.setLocaleContext(this.locale);
		try {
			task.run();
		}
		finally {
			LocaleContextHolder.setLocaleContext(before);
		}
	}

}
