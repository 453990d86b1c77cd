package io.github.ssehub.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Collects what is logged above debug from its creation until it is closed. No
 * application may start meanwhile, since that resets the logging system.
 */
public final class LogCapture implements AutoCloseable {

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final LogbackAppender appender = new LogbackAppender();

	// Tomcat's log, which does not get to Logback any more once a context is closed
	private final JavaHandler handler = new JavaHandler();

	public LogCapture() {
		this.appender.setContext(this.root.getLoggerContext());
		this.appender.start();
		this.root.setLevel(Level.INFO);
		this.root.addAppender(this.appender);
		java.util.logging.Logger.getLogger("").addHandler(this.handler);
	}

	public List<String> messages() {
		return this.messages;
	}

	public List<String> warnings() {
		return this.messages.stream().filter((message) -> !message.startsWith("INFO")).toList();
	}

	@Override
	public void close() {
		java.util.logging.Logger.getLogger("").removeHandler(this.handler);
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.level);
	}

	/**
	 * Collects what is logged with Logback.
	 */
	private final class LogbackAppender extends AppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
				String text = event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage();
				LogCapture.this.messages
					.add((event.getThrowableProxy() != null) ? text + " " + event.getThrowableProxy().getClassName()
							+ ": " + event.getThrowableProxy().getMessage() : text);
			}
		}

	}

	/**
	 * Collects what is logged with {@code java.util.logging}.
	 */
	private final class JavaHandler extends Handler {

		private final SimpleFormatter formatter = new SimpleFormatter();

		@Override
		public void publish(LogRecord event) {
			if (event.getLevel().intValue() > java.util.logging.Level.INFO.intValue()) {
				LogCapture.this.messages
					.add(event.getLevel() + " " + this.formatter.formatMessage(event) + " " + event.getThrown());
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
