package io.github.ssehub.support;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * Collects what is logged above debug from its creation until it is closed. No
 * application may start meanwhile, since that resets the logging system.
 */
public final class LogCapture implements AutoCloseable {

	private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	public LogCapture() {
		this.appender.setContext(this.root.getLoggerContext());
		this.appender.start();
		this.root.setLevel(Level.INFO);
		this.root.addAppender(this.appender);
	}

	public List<String> messages() {
		return messages(Level.INFO);
	}

	public List<String> messages(Level level) {
		return List.copyOf(this.appender.list)
			.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(level))
			.map(LogCapture::describe)
			.toList();
	}

	private static String describe(ILoggingEvent event) {
		String text = event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage();
		return (event.getThrowableProxy() != null)
				? text + " " + event.getThrowableProxy().getClassName() + ": " + event.getThrowableProxy().getMessage()
				: text;
	}

	@Override
	public void close() {
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.level);
	}

}
