package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.presence.PresenceSink;
import io.github.ssehub.presence.PresenceStore;
import io.github.ssehub.redis.RedisPresence.Member;
import io.github.ssehub.redis.RedisPresence.Reading;
import io.github.ssehub.redis.RedisPresence.Room;

/**
 * Who is in which room on the nodes of a cluster. What this node says is kept here, so
 * that it can be said again whatever Redis loses.
 */
public final class RedisPresenceStore implements PresenceStore, NodeTask, AopInfrastructureBean {

	private static final String NO_VERSION = "";

	private static final String NO_NODE = "";

	private static final int MAX_READ_ROOMS = 50;

	// Of a tick, for what there is to say, to sweep and to read each
	private static final Duration SHARE = Duration.ofMillis(250);

	// However often there is something to say
	private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

	// In which other nodes notice, too, that Redis has lost what it had
	private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();

	private final ClusterNodes nodes;

	private final long shareNanos;

	private final OwnMembers own = new OwnMembers();

	// Mutable state
	private volatile @Nullable PresenceSink sink;

	private final Map<String, String> versions = new HashMap<>();

	// Of the thread of the nodes alone
	private boolean saidAll;

	// Rooms in which Redis has had members of this node
	private final Queue<String> unchecked = new ArrayDeque<>();

	private boolean sweeping;

	private final Queue<Map.Entry<String, String>> unread = new ArrayDeque<>();

	private boolean settled = true;

	private long settling;

	private long lastLook = System.nanoTime() - LOOK_NANOS;

	/**
	 * Create a new {@link RedisPresenceStore} instance.
	 * @param nodes the nodes of the cluster
	 */
	public RedisPresenceStore(ClusterNodes nodes) {
		this(nodes, SHARE);
	}

	RedisPresenceStore(ClusterNodes nodes, Duration share) {
		this.nodes = nodes;
		this.shareNanos = share.toNanos();
		nodes.add(this);
	}

	@Override
	public void start(PresenceSink sink) {
		this.sink = sink;
	}

	@Override
	public void wake() {
		this.nodes.wake();
	}

	@Override
	public void set(String room, String member, boolean here) {
		this.own.set(new Member(room, member), here);
		wake();
	}

	@Override
	public void follow(String room, boolean wanted) {
		synchronized (this) {
			if (!wanted) {
				this.versions.remove(room);
				return;
			}
			this.versions.put(room, NO_VERSION);
		}
		wake();
	}

	@Override
	public Set<String> members(String room) {
		Reading reading = this.nodes
			.ask((connection) -> new RedisPresence(connection).read(List.of(Map.entry(room, NO_VERSION)), NO_NODE));
		return reading.rooms().get(0).members();
	}

	@Override
	public void reset() {
		if (this.saidAll) {
			this.settled = false;
			this.settling = System.nanoTime();
		}
		this.saidAll = false;
		this.unread.clear();
	}

	@Override
	public void tick(ClusterConnection connection, Set<String> live) {
		RedisPresence presence = new RedisPresence(connection);
		PresenceSink sink = this.sink;
		if (sink == null) {
			return;
		}
		if (!this.saidAll || this.own.isForgetful()) {
			this.unchecked.clear();
			this.unchecked.addAll(presence.roomsOf(this.nodes.id()));
			this.own.sayAll();
			this.saidAll = true;
		}
		if (!say(presence, sink)) {
			reset();
			return;
		}
		boolean all = System.nanoTime() - this.lastLook >= LOOK_NANOS;
		if (all) {
			this.lastLook = System.nanoTime();
			this.sweeping = true;
		}
		sweep(presence, sink);
		this.settled = this.settled || System.nanoTime() - this.settling > SETTLE_NANOS;
		if (this.settled) {
			read(presence, sink, all);
		}
		if (this.own.unsaid() > 0 || !this.unchecked.isEmpty() || this.sweeping || !this.unread.isEmpty()) {
			// The node has to say meanwhile that it is alive
			wake();
		}
	}

	// Returns whether this node is known
	private boolean say(RedisPresence presence, PresenceSink sink) {
		long begin = System.nanoTime();
		boolean more;
		do {
			Map<Member, Boolean> next = this.own.next();
			String room = this.unchecked.peek();
			more = !next.isEmpty() || room != null;
			if (!next.isEmpty()) {
				if (!say(presence, sink, next)) {
					return false;
				}
			}
			else if (room != null) {
				// Redis may have more than is so, if it has gone back in time
				this.own.correct(presence.membersOf(this.nodes.id(), room));
				this.unchecked.remove();
			}
		}
		while (more && hasTime(begin));
		return true;
	}

	private boolean say(RedisPresence presence, PresenceSink sink, Map<Member, Boolean> changes) {
		List<Member> changed = presence.update(this.nodes.id(), changes);
		if (changed == null) {
			return false;
		}
		this.own.said(changes);
		for (Member member : changed) {
			if (Boolean.TRUE.equals(changes.get(member))) {
				sink.joined(member.room(), member.name());
			}
			else {
				sink.left(member.room(), member.name());
			}
		}
		return true;
	}

	private void sweep(RedisPresence presence, PresenceSink sink) {
		long begin = System.nanoTime();
		while (this.sweeping) {
			this.sweeping = presence.sweep(sink::left);
			if (!hasTime(begin)) {
				return;
			}
		}
	}

	private void read(RedisPresence presence, PresenceSink sink, boolean all) {
		long begin = System.nanoTime();
		if (this.unread.isEmpty()) {
			this.unread.addAll(wanted(all));
		}
		while (!this.unread.isEmpty()) {
			// Who is here the sink knows, even while Redis is away
			Reading reading = presence.read(this.unread.stream().limit(MAX_READ_ROOMS).toList(), this.nodes.id());
			for (Room room : reading.rooms()) {
				if (isFollowed(room)) {
					sink.members(room.name(), room.members());
				}
			}
			for (int i = 0; i < reading.count(); i++) {
				this.unread.remove();
			}
			if (!hasTime(begin)) {
				return;
			}
		}
	}

	private boolean hasTime(long begin) {
		return System.nanoTime() - begin < this.shareNanos;
	}

	// Those that nothing is known of at once, the others at each look
	private synchronized List<Map.Entry<String, String>> wanted(boolean all) {
		List<Map.Entry<String, String>> wanted = new ArrayList<>();
		this.versions.forEach((room, version) -> {
			if (all || version.equals(NO_VERSION)) {
				wanted.add(Map.entry(room, version));
			}
		});
		return wanted;
	}

	private synchronized boolean isFollowed(Room room) {
		return this.versions.replace(room.name(), room.version()) != null;
	}

}
