package io.github.ssehub.delivery;

import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Decides which entries a stream gets: those that pass its filter, and while it is behind
 * only the newest of each key. Used by one event loop only.
 */
final class EntrySelection {

	private static final Log logger = LogFactory.getLog(EntrySelection.class);

	private final EventIds ids;

	EntrySelection(EventIds ids) {
		this.ids = ids;
	}

	boolean includes(StreamCursor cursor, String room, RoomEntry entry) {
		if (entry.entry().event().key() == null && entry.entry().sequence() <= cursor.keyedOnlyThrough()) {
			return false;
		}
		return passes(cursor, room, entry.entry()) && !(cursor.isConflating() && isSuperseded(cursor, room, entry));
	}

	private boolean isSuperseded(StreamCursor cursor, String room, RoomEntry entry) {
		RoomEntry successor = entry.successor();
		while (successor != null && !passes(cursor, room, successor.entry())) {
			successor = successor.successor();
		}
		return successor != null;
	}

	boolean passes(StreamCursor cursor, String room, LogEntry entry) {
		Predicate<SseEventMetadata> filter = cursor.options().filter();
		if (filter == null) {
			return true;
		}
		try {
			return filter.test(metadata(room, entry));
		}
		catch (RuntimeException | Error ex) {
			if (cursor.markFilterReported()) {
				logger.warn("Filter of an event stream failed, its events are not delivered", ex);
			}
			return false;
		}
	}

	private SseEventMetadata metadata(String room, LogEntry entry) {
		WireEvent event = entry.event();
		@Nullable String ownId = event.ownId();
		String id = (ownId != null) ? ownId : this.ids.format(entry.sequence());
		return new EntryMetadata(room, id, event.event(), event.key(), event.attributes());
	}

}
