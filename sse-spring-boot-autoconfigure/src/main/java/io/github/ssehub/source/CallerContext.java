package io.github.ssehub.source;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * What the thread of a request knows of its caller, for the threads on which the source
 * of its stream runs.
 */
final class CallerContext {

	private final @Nullable LocaleContext locale;

	private CallerContext(@Nullable LocaleContext locale) {
		this.locale = locale;
	}

	static CallerContext capture() {
		return new CallerContext(LocaleContextHolder.getLocaleContext());
	}

	Executor around(Executor executor) {
		return (task) -> executor.execute(() -> run(task));
	}

	private void run(Runnable task) {
		LocaleContextHolder.setLocaleContext(this.locale);
		try {
			task.run();
		}
		finally {
			LocaleContextHolder.resetLocaleContext();
		}
	}

	Publisher<Object> around(Publisher<Object> publisher) {
		return publisher;
	}

}
