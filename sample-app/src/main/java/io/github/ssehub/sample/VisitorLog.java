package io.github.ssehub.sample;

import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import org.springframework.stereotype.Component;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseHubListener;

/**
 * Logs the pages that come to chat rooms, leave them and come back. Other streams, of
 * which there may be thousands, are not logged.
 */
@Component
class VisitorLog implements SseHubListener {

	private static final Log logger = LogFactory.getLog(VisitorLog.class);

	private static final int MAX_LENGTH = 64;

	// Control characters, but also those that only look like the end of a line or turn
	// the rest of it around
	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Z}]");

	@Override
	public void opened(SseConnection connection) {
		Visitor visitor = visitor(connection);
		if (visitor == null) {
			return;
		}
		String lastEventId = connection.lastEventId();
		logger.info((lastEventId != null)
				? LogMessage.format("Client %s is back in room %s with last event id %s", printable(visitor.client()),
						printable(visitor.room()), printable(lastEventId))
				: LogMessage.format("Client %s came to room %s", printable(visitor.client()),
						printable(visitor.room())));
	}

	@Override
	public void gap(SseConnection connection, SseGap gap) {
		Visitor visitor = visitor(connection);
		if (visitor != null) {
			logger.info(LogMessage.format("Client %s has missed events of room %s: %s", printable(visitor.client()),
					printable(visitor.room()), gap.reason()));
		}
	}

	@Override
	public void closed(SseConnection connection, CloseReason reason) {
		Visitor visitor = visitor(connection);
		if (visitor != null) {
			logger.info(LogMessage.format("Client %s left room %s: %s", printable(visitor.client()),
					printable(visitor.room()), reason));
		}
	}

	private @Nullable Visitor visitor(SseConnection connection) {
		return (Visitor) connection.attributes().get(Visitor.ATTRIBUTE);
	}

	// All of it comes from the network
	private String printable(String text) {
		String start = (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "…" : text;
		return UNPRINTABLE.matcher(start).replaceAll("?");
	}

}
