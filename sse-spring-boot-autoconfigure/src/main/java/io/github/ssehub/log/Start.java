package io.github.ssehub.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseGap;

/**
 * Where a stream starts.
 *
 * @param position the sequence after which the stream starts, in all of its rooms
 * @param head the sequence that the log had reached
 * @param members where it starts in each of its rooms
 * @param resumedId the id from which the client resumes, or {@code null}
 * @param gap why events are missing, or {@code null} if none are
 * @param settledAt the position that the client is to be told at least, once it has
 * caught up
 * @param keyedOnly whether of what was there before only events with a key are wanted
 */
public record Start(long position, long head, List<Member> members, @Nullable String resumedId,
		SseGap.@Nullable Reason gap, long settledAt, boolean keyedOnly) {

	/**
	 * Return whether the client gets everything that it has missed.
	 * @return whether this is a resume without a gap
	 */
	public boolean isCleanResume() {
		return this.resumedId != null && this.gap == null;
	}

	/**
	 * Return whether the gap comes before all else, rather than in the place of what is
	 * missing.
	 * @return whether there is such a gap
	 */
	public boolean isGapFirst() {
		return this.gap == SseGap.Reason.UNKNOWN;
	}

	/**
	 * Return through where the client has missed events.
	 * @return the sequence of the last one, the position if there is none
	 */
	public long missedThrough() {
		return this.members.stream().filter(Member::missed).mapToLong(Member::since).max().orElse(this.position);
	}

	/**
	 * Where a stream starts in one room.
	 *
	 * @param tap the tap of the room
	 * @param since the sequence after which it starts
	 * @param missed whether the client has missed events up to there, and is to be told
	 * so in their place
	 * @param single whether it has missed one event only, and has not if that comes
	 * through another room
	 */
	public record Member(RoomTap tap, long since, boolean missed, boolean single) {

		Member(RoomTap tap, long since) {
			this(tap, since, false, false);
		}

	}

}
