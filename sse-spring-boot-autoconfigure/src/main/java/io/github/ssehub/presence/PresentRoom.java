package io.github.ssehub.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.hub.MemberWatch.Watched;
import io.github.ssehub.wire.EventEncoder;

/**
 * A room in which somebody is on this node, or a stream that is told who is. Not
 * thread-safe.
 */
final class PresentRoom {

	// What a stream is told has bounds
	static final int MAX_TOLD = 1000;

	private final String name;

	// How many streams of this node each member has
	private final Map<String, Integer> streams = new HashMap<>();

	// Members that have none any more, and still count
	private final Map<String, Object> leaving = new HashMap<>();

	private final Set<Watched> followers = new LinkedHashSet<>();

	// Those that have yet to be told of everybody
	private final Set<Watched> newcomers = new HashSet<>();

	// Null until the store has said who is on other nodes
	private @Nullable Set<String> elsewhere;

	private Set<String> told = Set.of();

	private long nextTell;

	private boolean toBeTold;

	private boolean paced;

	PresentRoom(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	// Returns whether the member was not there
	boolean enter(String member) {
		boolean stayed = this.leaving.remove(member) != null;
		return this.streams.merge(member, 1, Integer::sum) == 1 && !stayed;
	}

	// Returns what the last leave of the member is known by, or null if it has more
	// streams
	@Nullable Object exit(String member) {
		if (this.streams.computeIfPresent(member, (key, count) -> (count > 1) ? count - 1 : null) != null) {
			return null;
		}
		Object leave = new Object();
		this.leaving.put(member, leave);
		return leave;
	}

	// Returns whether the member has not come back since
	boolean leave(String member, Object leave) {
		return this.leaving.remove(member, leave);
	}

	// Returns whether it is the first
	boolean follow(Watched stream) {
		this.newcomers.add(stream);
		return this.followers.add(stream) && this.followers.size() == 1;
	}

	// Returns whether it was the last
	boolean unfollow(Watched stream) {
		this.newcomers.remove(stream);
		boolean last = this.followers.remove(stream) && this.followers.isEmpty();
		if (last) {
			this.elsewhere = null;
			this.told = Set.of();
		}
		return last;
	}

	boolean isFollowed() {
		return !this.followers.isEmpty();
	}

	void setElsewhere(Set<String> members) {
		this.elsewhere = members;
	}

	boolean isEmpty() {
		return this.streams.isEmpty() && this.leaving.isEmpty() && this.followers.isEmpty();
	}

	boolean isToBeTold() {
		return this.toBeTold;
	}

	// Returns when its streams are told, which is not before the pause after the last
	// time
	long toBeTold(long now, long pauseNanos) {
		this.toBeTold = true;
		long at = (this.paced && this.nextTell - now > 0) ? this.nextTell : now;
		this.nextTell = at + pauseNanos;
		return at;
	}

	// Returns whether some have no space for it now
	boolean tell(long now) {
		this.toBeTold = false;
		if (this.elsewhere == null || this.followers.isEmpty()) {
			this.paced = false;
			return false;
		}
		Set<String> members = members(this.elsewhere);
		boolean changed = !members.equals(this.told);
		this.paced = changed || !this.newcomers.isEmpty();
		if (this.paced) {
			send(changed ? change(members) : null, members);
		}
		this.told = members;
		return !this.newcomers.isEmpty();
	}

	private void send(byte @Nullable [] change, Set<String> members) {
		byte[] all = EventEncoder.presence(this.name, Map.of("members", members));
		for (Watched stream : this.followers) {
			byte[] block = this.newcomers.contains(stream) ? all : change;
			if (block != null && stream.send(block)) {
				this.newcomers.remove(stream);
			}
			else if (block != null) {
				// Who has missed a change is told everything
				this.newcomers.add(stream);
			}
		}
	}

	private Set<String> members(Set<String> elsewhere) {
		TreeSet<String> members = new TreeSet<>(elsewhere);
		members.addAll(this.streams.keySet());
		members.addAll(this.leaving.keySet());
		while (members.size() > MAX_TOLD) {
			members.pollLast();
		}
		return members;
	}

	private byte[] change(Set<String> members) {
		Set<String> joined = new TreeSet<>(members);
		joined.removeAll(this.told);
		Set<String> left = new TreeSet<>(this.told);
		left.removeAll(members);
		Map<String, Set<String>> lists = new LinkedHashMap<>();
		lists.put("joined", joined);
		lists.put("left", left);
		return EventEncoder.presence(this.name, lists);
	}

}
