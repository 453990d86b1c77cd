package io.github.ssehub.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseGap;

/**
 * Where a stream starts.
 *
 * @param position the sequence after which the stream starts, in all of its rooms
 * @param head the sequence that the log had reached
 * @param rooms where it starts in each of its rooms
 * @param resumedId the id that the client has and can be told again, or {@code null}
 * @param gap why events before the position are missing, or {@code null} if none are
 * @param settledAt the position that the client is to be told at least, once it has
 * caught up
 * @param keyedOnly whether of what was there before only events with a key are wanted
 * @param pastThrough up to which sequence the journal is to be read for what rooms have
 * lost behind the position, zero if nothing has been lost or cannot be had. If it turns
 * out that the journal does not have it, there is a gap
 */
public record StreamStart(long position, long head, List<InRoom> rooms, @Nullable String resumedId,
		SseGap.@Nullable Reason gap, long settledAt, boolean keyedOnly, long pastThrough) {

	/**
	 * Start with what the log has.
	 * @param position the sequence after which the stream starts, in all of its rooms
	 * @param head the sequence that the log had reached
	 * @param rooms where it starts in each of its rooms
	 * @param resumedId the id that the client has and can be told again, or {@code null}
	 * @param gap why events before the position are missing, or {@code null} if none are
	 * @param settledAt the position that the client is to be told at least, once it has
	 * caught up
	 * @param keyedOnly whether of what was there before only events with a key are wanted
	 */
	public StreamStart(long position, long head, List<InRoom> rooms, @Nullable String resumedId,
			SseGap.@Nullable Reason gap, long settledAt, boolean keyedOnly) {
		this(position, head, rooms, resumedId, gap, settledAt, keyedOnly, 0);
	}

	/**
	 * Return whether the client gets everything that it has missed, as far as that is
	 * known.
	 * @return whether this is a resume without a gap
	 */
	public boolean isCleanResume() {
		return this.resumedId != null && this.gap == null;
	}

	// Whether there may be something to read
	boolean isBehind() {
		return this.position < this.head;
	}

	/**
	 * Where a stream starts in one room.
	 *
	 * @param tap the tap of the room
	 * @param since the sequence after which it starts
	 */
	public record InRoom(RoomTap tap, long since) {

	}

}
