package io.github.ssehub.presence;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.ssehub.hub.MemberWatch.Watched;

/**
 * Counts who is in which room by the streams of this node, and tells streams who is.
 * Times are of {@link System#nanoTime()}. Not thread-safe.
 */
final class PresenceTracker {

	private static final Log logger = LogFactory.getLog(PresenceTracker.class);

	// Between two events of a room for a stream
	private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

	private final PresenceStore store;

	private final long graceNanos;

	private final Map<String, PresentRoom> rooms = new HashMap<>();

	private final Map<Watched, Set<String>> streams = new HashMap<>();

	private final PriorityQueue<Due> due = new PriorityQueue<>();

	PresenceTracker(PresenceStore store, Duration grace) {
		this.store = store;
		this.graceNanos = grace.toNanos();
	}

	void joined(Watched stream, String name, long now) {
		if (!this.streams.computeIfAbsent(stream, (key) -> new HashSet<>(2)).add(name)) {
			return;
		}
		PresentRoom room = this.rooms.computeIfAbsent(name, PresentRoom::new);
		String member = stream.member();
		if (member != null && room.enter(member)) {
			this.store.set(name, member, true);
		}
		if (stream.isTold() && room.follow(stream)) {
			this.store.follow(name, true);
		}
		tellSoon(room, now);
	}

	void left(Watched stream, String name, long now) {
		Set<String> names = this.streams.get(stream);
		if (names != null && names.remove(name)) {
			if (names.isEmpty()) {
				this.streams.remove(stream);
			}
			leave(stream, name, now);
		}
	}

	void closed(Watched stream, long now) {
		Set<String> names = this.streams.remove(stream);
		if (names != null) {
			names.forEach((name) -> leave(stream, name, now));
		}
	}

	private void leave(Watched stream, String name, long now) {
		PresentRoom room = this.rooms.get(name);
		if (room == null) {
			return;
		}
		if (stream.member() != null) {
			exit(room, stream.member(), now);
		}
		if (stream.isTold() && room.unfollow(stream)) {
			this.store.follow(name, false);
		}
		removeIfEmpty(room);
	}

	private void exit(PresentRoom room, String member, long now) {
		Object leave = room.exit(member);
		if (leave != null) {
			this.due.add(new Due(now + this.graceNanos, (later) -> leaveFinally(room, member, leave, later)));
		}
	}

	private void leaveFinally(PresentRoom room, String member, Object leave, long now) {
		if (room.leave(member, leave)) {
			this.store.set(room.name(), member, false);
			tellLater(room, now);
			removeIfEmpty(room);
		}
	}

	private void removeIfEmpty(PresentRoom room) {
		if (room.isEmpty()) {
			this.rooms.remove(room.name());
		}
	}

	// Of a room that is followed, or no longer
	void elsewhere(String name, Set<String> members, long now) {
		PresentRoom room = this.rooms.get(name);
		if (room != null && room.isFollowed()) {
			room.setElsewhere(members);
			tellSoon(room, now);
		}
	}

	// By then the store has said who has moved to another node in the last moment
	private void tellLater(PresentRoom room, long now) {
		if (room.isFollowed()) {
			this.due.add(new Due(now + PAUSE_NANOS, (later) -> tellSoon(room, later)));
		}
	}

	private void tellSoon(PresentRoom room, long now) {
		if (room.isFollowed() && !room.isToBeTold()) {
			this.due.add(new Due(room.toBeTold(now, PAUSE_NANOS), (later) -> tell(room, later)));
		}
	}

	private void tell(PresentRoom room, long now) {
		if (room.tell(now)) {
			tellSoon(room, now);
		}
	}

	/**
	 * Do what is due.
	 * @param now the time
	 * @return after how many nanoseconds there is more to do, {@link Long#MAX_VALUE} for
	 * nothing
	 */
	long run(long now) {
		Due next = this.due.peek();
		while (next != null && next.at() - now <= 0) {
			this.due.remove();
			perform(next, now);
			next = this.due.peek();
		}
		return (next != null) ? next.at() - now : Long.MAX_VALUE;
	}

	// Whatever fails, the others are not to wait for ever
	private static void perform(Due due, long now) {
		try {
			due.action().accept(now);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Presence failed", ex);
		}
	}

	boolean isEmpty() {
		return this.rooms.isEmpty() && this.streams.isEmpty();
	}

	/**
	 * What is to be done.
	 *
	 * @param at from this time on
	 * @param action does it, with the time that it is by then
	 */
	private record Due(long at, LongConsumer action) implements Comparable<Due> {

		@Override
		public int compareTo(Due other) {
			return Long.signum(this.at - other.at);
		}

	}

}
