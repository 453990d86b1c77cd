package io.github.ssehub.source;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What log messages say of a caller. Needs SLF4J on the class path.
 */
final class LoggingPart implements ContextPart {

	private final @Nullable Map<String, String> values;

	private LoggingPart(@Nullable Map<String, String> values) {
		this.values = values;
	}

	static LoggingPart capture() {
		return new LoggingPart(MDC.getCopyOfContextMap());
	}

	@Override
	public void run(Runnable task) {
		Map<String, String> before = MDC.getCopyOfContextMap();
		set(this.values);
		try {
			task.run();
		}
		finally {
			set(before);
		}
	}

	private static void set(@Nullable Map<String, String> values) {
		if (values != null) {
			MDC.setContextMap(values);
		}
		else {
			MDC.clear();
		}
	}

}
