package io.github.ssehub.redis;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.ssehub.redis.RedisPresence.Member;

/**
 * Who is in which room on this node, and what of it Redis has yet to be told.
 * Thread-safe.
 */
final class OwnMembers {

	// In one script
	private static final int MAX_NEXT = 200;

	// Besides who is here: names may come from the network for as long as Redis is away
	static final int MAX_UNSAID = 10_000;

	private final Set<Member> here = new HashSet<>();

	private final Map<Member, Boolean> unsaid = new LinkedHashMap<>();

	private boolean forgetful;

	synchronized void set(Member member, boolean isHere) {
		if (isHere) {
			this.here.add(member);
		}
		else {
			this.here.remove(member);
		}
		this.unsaid.put(member, isHere);
		if (this.unsaid.size() > this.here.size() + MAX_UNSAID) {
			this.unsaid.clear();
			this.forgetful = true;
		}
	}

	// Whether there was too much to be kept, so that all is to be said
	synchronized boolean isForgetful() {
		return this.forgetful;
	}

	synchronized void sayAll() {
		this.forgetful = false;
		this.here.forEach((member) -> this.unsaid.put(member, true));
	}

	// What Redis has of this node may be more than is so
	synchronized void correct(Set<Member> said) {
		for (Member member : said) {
			if (!this.here.contains(member)) {
				this.unsaid.putIfAbsent(member, false);
			}
		}
	}

	synchronized Map<Member, Boolean> next() {
		Map<Member, Boolean> next = new LinkedHashMap<>();
		for (Map.Entry<Member, Boolean> change : this.unsaid.entrySet()) {
			if (next.size() == MAX_NEXT) {
				break;
			}
			next.put(change.getKey(), change.getValue());
		}
		return next;
	}

	// What has changed again meanwhile is still to be said
	synchronized void said(Map<Member, Boolean> changes) {
		changes.forEach(this.unsaid::remove);
	}

	synchronized int unsaid() {
		return this.unsaid.size();
	}

}
