package io.github.ssehub.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

/**
 * Who is in which room where there is one node.
 */
public final class LocalPresenceStore implements PresenceStore, AopInfrastructureBean {

	private final Map<String, Set<String>> rooms = new HashMap<>();

	// Mutable state
	private volatile @Nullable PresenceSink sink;

	@Override
	public void start(PresenceSink sink) {
		this.sink = sink;
	}

	@Override
	public void wake() {
	}

	@Override
	public void set(String room, String member, boolean here) {
		PresenceSink sink = this.sink;
		boolean changed = here ? add(room, member) : remove(room, member);
		if (changed && sink != null) {
			if (here) {
				sink.joined(room, member);
			}
			else {
				sink.left(room, member);
			}
		}
	}

	private synchronized boolean add(String room, String member) {
		return this.rooms.computeIfAbsent(room, (key) -> new HashSet<>()).add(member);
	}

	private synchronized boolean remove(String room, String member) {
		Set<String> members = this.rooms.getOrDefault(room, Set.of());
		boolean removed = members.contains(member) && members.remove(member);
		if (removed && members.isEmpty()) {
			this.rooms.remove(room);
		}
		return removed;
	}

	// There are no others
	@Override
	public void follow(String room, boolean wanted) {
		PresenceSink sink = this.sink;
		if (wanted && sink != null) {
			sink.members(room, Set.of());
		}
	}

	@Override
	public synchronized Set<String> members(String room) {
		return Set.copyOf(this.rooms.getOrDefault(room, Set.of()));
	}

}
