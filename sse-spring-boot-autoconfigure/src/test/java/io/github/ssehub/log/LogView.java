package io.github.ssehub.log;

import java.util.Map;

import org.springframework.test.util.ReflectionTestUtils;

/**
 * Looks at what the rooms of a log keep, and changes nothing.
 */
public final class LogView {

	private final Map<String, RoomLog> rooms;

	private final EventLog log;

	/**
	 * Create a new {@link LogView} instance.
	 * @param log the log
	 */
	public LogView(EventLog log) {
		this.log = log;
		LogState state = (LogState) ReflectionTestUtils.getField(log, "state");
		this.rooms = state.rooms.rooms();
	}

	/**
	 * Return through which sequence a room keeps nothing.
	 * @param room the name of the room
	 * @return the sequence
	 */
	public long goneThrough(String room) {
		RoomLog roomLog = this.rooms.get(room);
		RoomEntry oldest = (roomLog != null) ? roomLog.oldest() : null;
		return (oldest != null) ? oldest.sequence() - 1 : this.log.head();
	}

}
