package io.github.ssehub.log;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where a stream asks to start.
 *
 * @param lastEventId the last event id that the client sent, or {@code null}; anything
 * may be in it
 * @param resumable whether the client may resume from its last event id
 * @param since the id after which a stream that does not resume starts, or {@code null}
 * @param latest how many events of each room such a stream gets otherwise
 * @param keyedOnly whether it gets only those of them that have a key
 * @param filtered whether the stream may refuse events
 * @param liveOnly the rooms of which the stream gets nothing that was there before
 * @param past whether what rooms have lost may be read from the journal
 */
public record StartRequest(@Nullable String lastEventId, boolean resumable, @Nullable String since, int latest,
		boolean keyedOnly, boolean filtered, Set<String> liveOnly, boolean past) {

	/**
	 * All events that a room keeps.
	 */
	public static final int ALL = Integer.MAX_VALUE;

	/**
	 * From now on.
	 */
	public static final StartRequest NOW = new StartRequest(null, false, null, 0, false, false);

	/**
	 * Ask for a start with what was there before in all rooms.
	 * @param lastEventId the last event id that the client sent, or {@code null}
	 * @param resumable whether the client may resume from its last event id
	 * @param since the id after which a stream that does not resume starts, or
	 * {@code null}
	 * @param latest how many events of each room such a stream gets otherwise
	 * @param keyedOnly whether it gets only those of them that have a key
	 * @param filtered whether the stream may refuse events
	 */
	public StartRequest(@Nullable String lastEventId, boolean resumable, @Nullable String since, int latest,
			boolean keyedOnly, boolean filtered) {
		this(lastEventId, resumable, since, latest, keyedOnly, filtered, Set.of());
	}

	/**
	 * Ask for a start with what the log has.
	 * @param lastEventId the last event id that the client sent, or {@code null}
	 * @param resumable whether the client may resume from its last event id
	 * @param since the id after which a stream that does not resume starts, or
	 * {@code null}
	 * @param latest how many events of each room such a stream gets otherwise
	 * @param keyedOnly whether it gets only those of them that have a key
	 * @param filtered whether the stream may refuse events
	 * @param liveOnly the rooms of which the stream gets nothing that was there before
	 */
	public StartRequest(@Nullable String lastEventId, boolean resumable, @Nullable String since, int latest,
			boolean keyedOnly, boolean filtered, Set<String> liveOnly) {
		this(lastEventId, resumable, since, latest, keyedOnly, filtered, liveOnly, false);
	}

	/**
	 * Ask for nothing that was there before in other rooms, too.
	 * @param rooms the rooms
	 * @return the request for that
	 */
	public StartRequest andLiveOnly(Set<String> rooms) {
		if (rooms.isEmpty()) {
			return this;
		}
		Set<String> all = new HashSet<>(this.liveOnly);
		all.addAll(rooms);
		return new StartRequest(this.lastEventId, this.resumable, this.since, this.latest, this.keyedOnly,
				this.filtered, all, this.past);
	}

	// Whether the stream may get what a room keeps
	boolean replays(RoomTap tap) {
		return tap.room().retention().resumable() && !this.liveOnly.contains(tap.roomName());
	}

}
